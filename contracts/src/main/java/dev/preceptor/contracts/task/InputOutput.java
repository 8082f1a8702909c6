package dev.preceptor.contracts.task;

/**
 * A test of a whole program: what it reads from standard input and what it must print. White space at the end of a line
 * and at the end of the output does not count.
 */
public record InputOutput(String input, String output) {

    /**
     * Checks that both are there; either may be empty.
     *
     * @throws IllegalArgumentException naming the one that is missing
     */
    public InputOutput {
        if (input == null || output == null) {
            throw new IllegalArgumentException("\"inputOutput\": each needs \"input\" and \"output\", one lacks \""
                    + (input == null ? "input" : "output") + "\"");
        }
    }
}
