package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import java.util.Objects;

/**
 * A test of a whole program: its standard input and the expected standard output. How outputs are compared is the task's
 * {@link OutputComparison}.
 *
 * @param output the expected outputs, any of which is right; in JSON a string if there is only one
 */
public record InputOutput(
        String input,
        @JsonFormat(
                        with = {
                            JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
                            JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
                        })
                List<String> output) {

    /**
     * Checks that both are present; either may be an empty text.
     *
     * @throws IllegalArgumentException if one is missing; the message names it
     */
    public InputOutput {
        boolean hasOutput =
                output != null && !output.isEmpty() && output.stream().allMatch(Objects::nonNull);
        if (input == null || !hasOutput) {
            throw new IllegalArgumentException("\"inputOutput\": each needs \"input\" and \"output\", one lacks \""
                    + (input == null ? "input" : "output") + "\"");
        }
        output = List.copyOf(output);
    }

    /** A test with one right output. */
    public InputOutput(String input, String output) {
        this(input, output == null ? null : List.of(output));
    }
}
