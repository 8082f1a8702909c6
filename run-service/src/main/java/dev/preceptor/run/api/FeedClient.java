package dev.preceptor.run.api;

import java.util.Optional;

/**
 * Decides which events a client receives: each report once, and a sign of life after {@value #QUIET_EVENTS} seconds without one. It
 * receives something at once, so that it knows that it is connected.
 */
final class FeedClient {

    /** How many events, one a second, pass without a message. */
    static final int QUIET_EVENTS = 15;

    private String lastId;
    private int quiet = QUIET_EVENTS;

    /** @param lastId the last report that the client has; null if it has none */
    FeedClient(String lastId) {
        this.lastId = lastId;
    }

    /** What to send; empty if the client has it. */
    Optional<FeedEvent> next(FeedEvent event) {
        boolean known = event.kind() == FeedEvent.Kind.ALIVE
                || event.kind() == FeedEvent.Kind.REPORT && event.id().equals(lastId);
        if (known && quiet < QUIET_EVENTS) {
            quiet++;
            return Optional.empty();
        }
        quiet = 1;
        lastId = known ? lastId : event.id();
        return Optional.of(known ? FeedEvent.ALIVE : event);
    }
}
