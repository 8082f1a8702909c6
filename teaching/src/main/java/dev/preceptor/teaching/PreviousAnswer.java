package dev.preceptor.teaching;

/**
 * An earlier answer of the teacher that failed.
 *
 * @param code the program; null where the answer held none
 * @param feedback what was wrong with it, in words
 */
public record PreviousAnswer(String code, String feedback) {}
