package dev.preceptor.run.stream;

/**
 * Which part of a list is wanted.
 *
 * @param limit the most items
 * @param after what the page before ended with; null: from the beginning
 */
public record PageLimits(int limit, String after) {}
