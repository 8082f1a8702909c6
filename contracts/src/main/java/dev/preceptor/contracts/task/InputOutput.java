package dev.preceptor.contracts.task;

/**
 * A test of a whole program: its standard input and the expected standard output. Trailing white space of each line and
 * of the output is ignored.
 */
public record InputOutput(String input, String output) {

    /**
     * Checks that both are present; either may be empty.
     *
     * @throws IllegalArgumentException if one is missing; the message names it
     */
    public InputOutput {
        if (input == null || output == null) {
            throw new IllegalArgumentException("\"inputOutput\": each needs \"input\" and \"output\", one lacks \""
                    + (input == null ? "input" : "output") + "\"");
        }
    }
}
