package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The result of one test. Long values are shortened in the middle.
 *
 * @param test the source of the test in the task
 * @param publicTest whether the student may see it
 * @param call the tested call; null if the test is not a single call
 * @param expected the {@code repr} of the expected result; null if unknown
 * @param got the {@code repr} of the actual result; null if the call did not return
 * @param error the type and message of the exception; null if none was raised
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseResult(
        String test, boolean publicTest, boolean passed, String call, String expected, String got, String error) {}
