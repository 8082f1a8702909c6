package dev.preceptor.stage.deadletter;

/**
 * Marks exceptions of records that cannot be processed until a person changes something outside, such as the settings of a server. The
 * record's run is held, instead of losing the task, and the record's work is assigned again when the run is resumed. The exception's
 * message is one line for that person.
 */
public interface HoldsRun {}
