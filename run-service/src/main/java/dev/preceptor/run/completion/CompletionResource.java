package dev.preceptor.run.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.run.api.ApiErrors;
import dev.preceptor.run.api.KnownRuns;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.ledger.RunLedger;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Completions of checkpoints. */
@Path("/runs/{id}/checkpoints/{round}/completions")
public class CompletionResource {

    private final KnownRuns runs;
    private final StudentEndpoint endpoint;
    private final SecurityIdentity identity;
    private final ObjectMapper json;

    CompletionResource(KnownRuns runs, StudentEndpoint endpoint, SecurityIdentity identity, ObjectMapper json) {
        this.runs = runs;
        this.endpoint = endpoint;
        this.identity = identity;
        this.json = json;
    }

    /**
     * Asks a checkpoint, and streams its answer as server-sent events: {@code text} for each piece ({@code {"text"}}), then
     * {@code end} with the program that was found in the answer ({@code {"finishReason", "program", "problem"}}), or {@code error} if
     * the answer ends early ({@code {"error"}}). Where the client closes the connection, the generation ends.
     *
     * @param round that trained the checkpoint; 0 is the student as it came, once a checkpoint was trained
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<OutboundSseEvent> complete(
            @PathParam("id") String id,
            @PathParam("round") String round,
            @RequestBody(content = @Content(schema = @Schema(implementation = CompletionRequest.class)))
                    InputStream body,
            @Context Sse sse) {
        CompletionRequest request = CompletionRequest.read(body);
        RunLedger run = runs.ledger(id);
        String model = CheckpointNames.of(run, PageQuery.number("round", round, 0));
        EndpointCall call = EndpointCall.of(model, run.run().student(), request);
        // A refusal has a status of its own: a response that streams has sent its status already. The timeouts of the
        // endpoint's client
        // end the wait; a shorter wait could give up an answer that has just begun, which would then stay in progress.
        Multi<CompletionEvent> answer = endpoint.complete(call, token()).await().indefinitely();
        return answer.map(event -> message(event, sse));
    }

    @ServerExceptionMapper
    RestResponse<ApiErrors.Problem> noAnswer(EndpointException problem) {
        return RestResponse.ResponseBuilder.create(
                        RestResponse.Status.fromStatusCode(problem.status()),
                        new ApiErrors.Problem(problem.getMessage()))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    /** The endpoint belongs to the same installation and has the same tokens. */
    private String token() {
        TokenCredential credential = identity.getCredential(TokenCredential.class);
        return credential == null ? null : credential.getToken();
    }

    private OutboundSseEvent message(CompletionEvent event, Sse sse) {
        String name = event instanceof CompletionEvent.Piece
                ? "text"
                : event instanceof CompletionEvent.End ? "end" : "error";
        try {
            return sse.newEventBuilder()
                    .name(name)
                    .data(json.writeValueAsString(event))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
    }
}
