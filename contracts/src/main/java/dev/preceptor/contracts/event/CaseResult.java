package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One test's outcome. Long values are cut in the middle.
 *
 * @param test the test as the task has it
 * @param publicTest whether the student may see it
 * @param call what was called; null where the test is no plain call
 * @param expected what should have come back, as Python writes it; null where unknown
 * @param got what came back, as Python writes it; null where nothing did
 * @param error type and message of what was raised; null where nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseResult(
        String test, boolean publicTest, boolean passed, String call, String expected, String got, String error) {}
