package dev.preceptor.run.api;

import dev.preceptor.contracts.report.GenerationStatus;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The REST API of generations of tasks. Every error is one line under {@code error}. */
@Path("/task-generations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TaskGenerationResource {

    private static final String JSON_LINES = "application/jsonl";
    private static final int DEFAULT_GENERATIONS = 50;
    private static final int MOST_GENERATIONS = 200;

    private final GenerationRequests generations;
    private final SecurityIdentity identity;

    TaskGenerationResource(GenerationRequests generations, SecurityIdentity identity) {
        this.generations = generations;
        this.identity = identity;
    }

    /** Starts a generation, or finds the one that the same request started, or continues it if it FAILED: 201 or 200. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<GenerationStatus> request(InputStream body) {
        GenerationRequests.Accepted accepted =
                generations.accept(body == null ? InputStream.nullInputStream() : body, caller());
        return RestResponse.status(accepted.created() ? Status.CREATED : Status.OK, accepted.status());
    }

    /**
     * Generations without their reports, the newest first.
     *
     * @param limit the most of them, 50 unless told, never more than 200
     */
    @GET
    public List<GenerationStatus> generations(@QueryParam("limit") String limit) {
        return generations.newest(
                PageQuery.of(limit, null, DEFAULT_GENERATIONS, MOST_GENERATIONS).limit());
    }

    /** A generation: its state and counts, and its report when it has ended. */
    @GET
    @Path("/{id}")
    public GenerationStatus generation(@PathParam("id") String id) {
        return generations.find(id).orElseThrow(() -> unknown(id));
    }

    /** The tasks of a generation that has ended, as JSON lines; none if it generated none. */
    @GET
    @Path("/{id}/tasks")
    @Produces({JSON_LINES, MediaType.APPLICATION_JSON})
    public RestResponse<String> tasks(@PathParam("id") String id) {
        String lines = generations
                .tasks(id)
                .orElseThrow(() -> unknown(id))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return RestResponse.ResponseBuilder.ok(lines, JSON_LINES).build();
    }

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> unknown(NotFoundException e) {
        return RunResource.problem(Status.NOT_FOUND, e.getMessage());
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException(
                "there is no generation '" + id + "'; GET /task-generations lists those there are");
    }

    /** The name of the caller's token; null where the API is open. */
    private String caller() {
        return identity.isAnonymous() ? null : identity.getPrincipal().getName();
    }
}
