package dev.preceptor.student.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the sequences, running and waiting, of all requests together. */
final class Admission {

    private final int most;
    private final AtomicInteger admitted = new AtomicInteger();

    Admission(int most) {
        this.most = most;
    }

    /**
     * Admits so many sequences, which have to {@link #leave}.
     *
     * @throws ApiException if there is no room for them, now or ever
     */
    void enter(int sequences) {
        if (sequences > most) {
            throw ApiException.invalid(
                    "n",
                    "the request asks for " + sequences + " choices; this server takes at most " + most + " at once");
        }
        if (admitted.addAndGet(sequences) > most) {
            admitted.addAndGet(-sequences);
            throw ApiException.busy("the queue is full; ask again in a few seconds");
        }
    }

    void leave(int sequences) {
        admitted.addAndGet(-sequences);
    }
}
