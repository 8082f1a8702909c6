package dev.preceptor.teaching;

import dev.preceptor.contracts.event.TestResult;

/** Describes what was wrong with a program. */
public final class Feedback {

    private Feedback() {}

    /** The feedback of the executor, or a description of the verdict where there is none. */
    public static String of(TestResult result) {
        if (result.feedback() != null && !result.feedback().isBlank()) {
            return result.feedback();
        }
        return switch (result.verdict()) {
            case TIMED_OUT -> "It did not end in time.";
            case OUT_OF_MEMORY -> "It took more memory than it may.";
            case CRASHED -> "The Python process died.";
            case REJECTED -> "It is no valid program, or lacks the function that was asked for.";
            case FAILED -> "It fails a test.";
            case PASSED, SANDBOX_ERROR ->
                throw new IllegalArgumentException(result.verdict() + " says nothing against a program");
        };
    }
}
