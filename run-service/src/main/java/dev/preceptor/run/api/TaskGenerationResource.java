package dev.preceptor.run.api;

import dev.preceptor.contracts.report.GenerationStatus;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The REST API of generations of tasks. */
@Path("/task-generations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TaskGenerationResource {

    private static final String JSON_LINES = "application/jsonl";
    private static final int DEFAULT_GENERATIONS = 50;
    private static final int MOST_GENERATIONS = 200;

    private final GenerationRequests generations;
    private final JobDeletions deletions;
    private final SecurityIdentity identity;

    TaskGenerationResource(GenerationRequests generations, JobDeletions deletions, SecurityIdentity identity) {
        this.generations = generations;
        this.deletions = deletions;
        this.identity = identity;
    }

    /** Starts a generation, or finds the one that the same request started, or continues it if it FAILED: 201 or 200. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<GenerationStatus> request(InputStream body) {
        GenerationRequests.Accepted accepted = generations.accept(body, Caller.nameOf(identity));
        return RestResponse.status(accepted.created() ? Status.CREATED : Status.OK, accepted.status());
    }

    /**
     * Generations without their reports, the newest first. Where there are more, the header {@code Link} has the address of the next
     * page, {@code rel="next"}.
     *
     * @param limit the most of them, 50 unless told, never more than 200
     * @param after where the page before ended, as its link says
     */
    @GET
    public RestResponse<List<GenerationStatus>> generations(
            @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
        return PageResponse.of(
                generations.newest(PageQuery.of(limit, after, DEFAULT_GENERATIONS, MOST_GENERATIONS)), uri);
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

    /**
     * Deletes a generation that has ended, with its report and those of its data sets that nothing else has. The generation of a run's
     * practice tasks is deleted with the run.
     *
     * @return what remains, and why
     */
    @DELETE
    @Path("/{id}")
    public JobDeletions.Deleted delete(@PathParam("id") String id) {
        return deletions.deleteGeneration(id, Caller.nameOf(identity)).orElseThrow(() -> unknown(id));
    }

    private static UnknownIdException unknown(String id) {
        return new UnknownIdException(
                "there is no generation '" + id + "'; GET /task-generations lists those there are");
    }
}
