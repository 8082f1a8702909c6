package dev.preceptor.run.machine;

import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.api.PageResponse;
import dev.preceptor.run.api.SmallBody;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import dev.preceptor.stage.deadletter.queue.OriginTopic;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Dead letters: records that a service could not process because of an infrastructure fault. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DeadLetterResource {

    private static final int DEFAULT_LETTERS = 50;
    private static final int MOST_LETTERS = 200;

    private final DeadLetterAccess letters;
    private final TopicNames names;

    DeadLetterResource(DeadLetterAccess letters, TopicNames names) {
        this.letters = letters;
        this.names = names;
    }

    /**
     * Which letters to send again: some, or all of a topic.
     *
     * @param letters their addresses
     * @param topic the topic that they came from
     */
    public record Replay(List<String> letters, String topic) {}

    /**
     * The newest 2,000 dead letters without their events, the newest first. Where there are more, the header {@code Link} has the address
     * of the next page, {@code rel="next"}.
     *
     * @param limit the most of them, 50 unless told, never more than 200
     * @param after where the page before ended, as its link says
     * @param topic only those from this topic
     * @param run only those of this run
     */
    @GET
    public RestResponse<List<DeadLetterSummary>> deadLetters(
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("topic") String topic,
            @QueryParam("run") String run,
            @Context UriInfo uri) {
        return PageResponse.of(
                letters.newest(origin(topic), run, PageQuery.of(limit, after, DEFAULT_LETTERS, MOST_LETTERS)), uri);
    }

    /** One dead letter with its headers and its event, which is cut after a million characters. */
    @GET
    @Path("/{topic}/{partition}/{offset}")
    public DeadLetterAccess.Whole deadLetter(
            @PathParam("topic") String topic,
            @PathParam("partition") String partition,
            @PathParam("offset") String offset) {
        return letters.whole(address(topic + "/" + partition + "/" + offset));
    }

    /**
     * Sends dead letters back to the topics that they came from, each at most once: {@code {"letters": ["attempts-dlq/2/17"]}}, or {@code
     * {"topic": "attempts"}} for all of a topic.
     */
    @POST
    @Path("/replay")
    @Consumes(MediaType.WILDCARD)
    public DeadLetterAccess.Replayed replay(InputStream body) {
        Replay wanted = SmallBody.read(body, Replay.class, "{\"letters\": [\"attempts-dlq/2/17\"]}");
        boolean some = wanted.letters() != null && !wanted.letters().isEmpty();
        if (some == (wanted.topic() != null)) {
            throw new InvalidRequestException("name dead letters, or all of a topic with \"topic\"");
        }
        return some
                ? letters.replay(wanted.letters().stream()
                        .map(DeadLetterResource::address)
                        .toList())
                : letters.replayAll(origin(wanted.topic()));
    }

    private static DeadLetterAddress address(String text) {
        try {
            return DeadLetterAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw new UnknownIdException(e.getMessage());
        }
    }

    private String origin(String topic) {
        try {
            return topic == null || topic.isEmpty() ? null : OriginTopic.named(topic, names);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("topic: " + e.getMessage());
        }
    }
}
