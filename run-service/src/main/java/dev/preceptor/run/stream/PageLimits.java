package dev.preceptor.run.stream;

/**
 * The part of a list that a request asks for.
 *
 * @param limit the most items
 * @param after the cursor of the previous page; null: the first page
 */
public record PageLimits(int limit, String after) {}
