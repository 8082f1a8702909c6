package dev.preceptor.student.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/** Admission control: limits the sequences, running and waiting, of all requests. */
final class Admission {

    private final int maxSequences;
    private final AtomicInteger admitted = new AtomicInteger();

    Admission(int maxSequences) {
        this.maxSequences = maxSequences;
    }

    /**
     * Admits sequences, to be released by {@link #release}.
     *
     * @throws ApiException if there is no room for them now, or they exceed the limit
     */
    void admit(int sequences) {
        if (sequences > maxSequences) {
            throw ApiException.invalid(
                    "n",
                    "the request asks for " + sequences + " choices; this server takes at most " + maxSequences
                            + " at once");
        }
        if (admitted.addAndGet(sequences) > maxSequences) {
            admitted.addAndGet(-sequences);
            throw ApiException.busy("the queue is full; ask again in a few seconds");
        }
    }

    void release(int sequences) {
        admitted.addAndGet(-sequences);
    }
}
