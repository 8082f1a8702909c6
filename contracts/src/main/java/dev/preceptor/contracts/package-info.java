/**
 * The wire format of Preceptor: all topics, events, ids and files that one service writes and another reads.
 *
 * <p>The records are compatible across versions: a version may add fields, but never renames a field or changes its
 * meaning, and readers ignore unknown fields.
 */
package dev.preceptor.contracts;
