/**
 * The machine room: processes and their health, the lag of their consumer groups, and dead letters. Requests read what this package keeps
 * in memory; they scan no topic.
 */
package dev.preceptor.run.machine;
