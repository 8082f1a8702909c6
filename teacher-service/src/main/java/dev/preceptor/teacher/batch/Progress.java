package dev.preceptor.teacher.batch;

import java.util.List;

/** The state of a batch at its provider. */
sealed interface Progress {

    /**
     * The batch has not ended.
     *
     * @param status in the provider's word
     */
    record Running(String status) implements Progress {}

    /**
     * The batch has ended.
     *
     * @param status in the provider's word
     * @param refusal why the provider refused the batch as a whole, in its words; null if it accepted it
     * @param retryable whether the same batch may be accepted later
     * @param files the provider's names of the files of results; empty if the protocol needs none
     */
    record Ended(String status, String refusal, boolean retryable, List<String> files) implements Progress {

        public Ended {
            files = List.copyOf(files);
        }
    }

    /** The provider does not know the batch. */
    record Gone(String detail) implements Progress {}

    /** The provider does not answer the question. */
    record Unavailable(String detail) implements Progress {}
}
