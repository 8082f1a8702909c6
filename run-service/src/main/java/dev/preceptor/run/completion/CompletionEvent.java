package dev.preceptor.run.completion;

/** A part of an answer as it arrives. */
sealed interface CompletionEvent {

    /** A further piece of the answer. */
    record Piece(String text) implements CompletionEvent {}

    /**
     * The answer is complete.
     *
     * @param finishReason {@code stop} or {@code length}
     * @param program the program in the answer, found as in attempts; null if there is none
     * @param problem why there is no program; null where there is one
     */
    record End(String finishReason, String program, String problem) implements CompletionEvent {}

    /** The answer ended early, for this reason in words. */
    record Failure(String error) implements CompletionEvent {}
}
