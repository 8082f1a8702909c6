package dev.preceptor.contracts.specification;

/**
 * A problem of a specification, at its place in the text.
 *
 * @param line from 1
 * @param column from 1
 * @param path the setting, such as {@code teacher.budgetUsd}; empty if the problem concerns the whole text
 * @param message one line for users; it begins with the path, if there is one
 */
public record SpecificationProblem(int line, int column, String path, String message) {}
