package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeedClientTest {

    private static final FeedEvent FIRST = FeedEvent.report("{\"a\":1}");
    private static final FeedEvent SECOND = FeedEvent.report("{\"a\":2}");

    @Test
    void sendsAReportOnceUntilItChanges() {
        FeedClient client = new FeedClient(null);

        assertThat(client.next(FIRST)).contains(FIRST);
        assertThat(client.next(FeedEvent.report("{\"a\":1}"))).isEmpty();
        assertThat(client.next(SECOND)).contains(SECOND);
        assertThat(client.next(FIRST)).contains(FIRST);
    }

    @Test
    void doesNotRepeatTheReportThatTheClientHas() {
        FeedClient client = new FeedClient(FIRST.id());

        // It learns at once that it is connected.
        assertThat(client.next(FIRST)).contains(FeedEvent.ALIVE);
        assertThat(client.next(FIRST)).isEmpty();
        assertThat(client.next(SECOND)).contains(SECOND);
    }

    @Test
    void givesASignOfLifeAfterAWhileWithoutNews() {
        FeedClient client = new FeedClient(null);
        client.next(FIRST);

        for (int i = 1; i < FeedClient.QUIET_EVENTS; i++) {
            assertThat(client.next(i % 2 == 0 ? FIRST : FeedEvent.ALIVE)).isEmpty();
        }
        assertThat(client.next(FIRST)).contains(FeedEvent.ALIVE);
        assertThat(client.next(FIRST)).isEmpty();
        assertThat(client.next(SECOND)).contains(SECOND);
    }

    @Test
    void saysThatARunIsDeleted() {
        FeedClient client = new FeedClient(FIRST.id());

        assertThat(client.next(FeedEvent.DELETED)).contains(FeedEvent.DELETED);
    }
}
