/**
 * The wire format of Preceptor: every topic, event, id and file that one part writes and another reads.
 *
 * <p>A record here is a promise to every other version of Preceptor: fields are added, never renamed or given another
 * meaning, and readers ignore fields that they do not know.
 */
package dev.preceptor.contracts;
