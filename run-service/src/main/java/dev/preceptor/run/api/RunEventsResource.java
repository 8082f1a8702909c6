package dev.preceptor.run.api;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The reports of a run as server-sent events. */
@Path("/runs/{id}/events")
public class RunEventsResource {

    private final RunFeed feed;
    private final KnownRuns runs;

    RunEventsResource(RunFeed feed, KnownRuns runs) {
        this.feed = feed;
        this.runs = runs;
    }

    /**
     * The run's report, as {@code GET /runs/{id}} returns it, now and after each change, at most once a second: events named
     * {@code report}. An event {@code deleted} ends the stream. A comment every 15 seconds says that the connection is alive.
     *
     * @param lastEventId the id of the last report that the client has; it is not sent again
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id, @HeaderParam("Last-Event-ID") String lastEventId, @Context Sse sse) {
        runs.ledger(id);
        return feed.events(id, lastEventId).map(event -> message(event, sse));
    }

    private static OutboundSseEvent message(FeedEvent event, Sse sse) {
        OutboundSseEvent.Builder message = sse.newEventBuilder();
        return switch (event.kind()) {
            case REPORT ->
                message.name("report").id(event.id()).data(event.json()).build();
            case ALIVE -> message.comment("alive").build();
            case DELETED -> message.name("deleted").data("").build();
        };
    }
}
