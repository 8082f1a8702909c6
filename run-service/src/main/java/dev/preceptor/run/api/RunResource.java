package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Runs over HTTP; every error is a line under {@code error}. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RunResource {

    private final RunRequests requests;
    private final RunQueries queries;
    private final RunDeletions deletions;
    private final DataSetUse dataSets;

    RunResource(RunRequests requests, RunQueries queries, RunDeletions deletions, DataSetUse dataSets) {
        this.requests = requests;
        this.deletions = deletions;
        this.dataSets = dataSets;
        this.queries = queries;
    }

    /** What went wrong, and what to do. */
    public record Problem(String error) {}

    /** Starts a run, or finds the one that the same request started: 201 or 200. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<RunReport> request(String body) {
        RunRequests.Accepted accepted = dataSets.whileKept(() -> requests.accept(body));
        return RestResponse.status(
                accepted.created() ? Status.CREATED : Status.OK, accepted.run().report());
    }

    /** All runs, the newest first. */
    @GET
    public List<RunReport> runs() {
        return queries.runs().stream()
                .sorted(Comparator.comparing((RunLedger ledger) -> ledger.run().createdAt())
                        .reversed())
                .map(RunLedger::report)
                .toList();
    }

    @GET
    @Path("/{id}")
    public RunReport run(@PathParam("id") String id) {
        return ledger(id).report();
    }

    /** Nothing new is assigned until it is resumed; what is in flight goes on to its end. */
    @POST
    @Path("/{id}/pause")
    public RunReport pause(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.PAUSE).report();
    }

    @POST
    @Path("/{id}/resume")
    public RunReport resume(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.RESUME).report();
    }

    /**
     * Gives the run up, for good: no task is assigned and no training begun any more. What other stages were given already, they
     * finish.
     */
    @POST
    @Path("/{id}/cancel")
    public RunReport cancel(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.CANCEL).report();
    }

    /**
     * Deletes a run that has ended: its ledgers, lessons, exams and checkpoints, and the data sets that no other run has. The same
     * request starts it anew. Called again, it goes on where it was cut.
     *
     * @return what stays, and why
     */
    @DELETE
    @Path("/{id}")
    public RunDeletions.Deleted delete(@PathParam("id") String id) {
        return deletions.delete(ledger(id));
    }

    /**
     * What happened to the samples that have ended.
     *
     * @param limit the most of them, 20 unless told
     * @param outcome only those that ended so
     */
    @GET
    @Path("/{id}/lessons")
    public List<Lesson> lessons(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("outcome") String outcome) {
        LessonFilter filter = LessonFilter.of(limit, outcome);
        ledger(id);
        return queries.lessons(id, filter.outcome(), filter.limit());
    }

    @ServerExceptionMapper
    RestResponse<Problem> invalid(InvalidRequestException e) {
        return problem(Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> conflict(ConflictException e) {
        return problem(Status.CONFLICT, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> unknown(NotFoundException e) {
        return problem(Status.NOT_FOUND, e.getMessage());
    }

    @ServerExceptionMapper({LedgersNotReadyException.class, BrokerUnavailableException.class})
    RestResponse<Problem> notYet(RuntimeException e) {
        return problem(Status.SERVICE_UNAVAILABLE, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> unwritable(ArtifactException e) {
        return problem(Status.INTERNAL_SERVER_ERROR, e.getMessage());
    }

    private RunLedger ledger(String id) {
        return queries.run(id)
                .orElseThrow(
                        () -> new NotFoundException("there is no run '" + id + "'; GET /runs lists those there are"));
    }

    static RestResponse<Problem> problem(Status status, String error) {
        return RestResponse.ResponseBuilder.create(status, new Problem(error))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
