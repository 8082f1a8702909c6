package dev.preceptor.run.api;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Flips;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundFailures;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.TaskRow;
import dev.preceptor.contracts.report.TrainingCurve;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.machine.RolloutWaits;
import dev.preceptor.run.stream.FoundLesson;
import dev.preceptor.run.stream.LessonQuery;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.RunFilter;
import dev.preceptor.run.stream.RunQueries;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The REST API of runs. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RunResource {

    private static final int DEFAULT_RUNS = 50;
    private static final int MOST_RUNS = 200;
    private static final int DEFAULT_LESSONS = 20;
    private static final int MOST_LESSONS = 1_000;
    private static final int DEFAULT_TASKS = 100;

    private final RunRequests requests;
    private final KnownRuns runs;
    private final RunQueries queries;
    private final RunDeletions deletions;
    private final RolloutWaits rollouts;
    private final SecurityIdentity identity;

    RunResource(
            RunRequests requests,
            KnownRuns runs,
            RunQueries queries,
            RunDeletions deletions,
            RolloutWaits rollouts,
            SecurityIdentity identity) {
        this.requests = requests;
        this.runs = runs;
        this.deletions = deletions;
        this.queries = queries;
        this.rollouts = rollouts;
        this.identity = identity;
    }

    /** Starts a run, or finds the one that the same request started: 201 or 200. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<RunReport> request(InputStream body) {
        RunRequests.Accepted accepted = requests.accept(body, caller());
        return RestResponse.status(
                accepted.created() ? Status.CREATED : Status.OK, accepted.run().report());
    }

    /**
     * Runs, the newest first. Where there are more, the header {@code Link} has the address of the next page, {@code rel="next"}.
     *
     * @param limit the most of them, 50 unless told, never more than 200
     * @param after where the page before ended, as its link says
     * @param state only runs in this state
     * @param text only runs whose id, which begins with the name, contains this text
     */
    @GET
    public RestResponse<List<RunReport>> runs(
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("state") String state,
            @QueryParam("text") String text,
            @Context UriInfo uri) {
        RunFilter filter = new RunFilter(PageQuery.oneOf(Run.State.class, "state", state), text);
        return PageResponse.of(
                queries.runs(filter, PageQuery.of(limit, after, DEFAULT_RUNS, MOST_RUNS))
                        .map(run -> rollouts.addTo(run.report())),
                uri);
    }

    @GET
    @Path("/{id}")
    public RunReport run(@PathParam("id") String id) {
        return rollouts.addTo(ledger(id).report());
    }

    /** Assigns nothing new until the run is resumed. What is in flight ends as usual. */
    @POST
    @Path("/{id}/pause")
    public RunReport pause(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.PAUSE, caller()).report();
    }

    @POST
    @Path("/{id}/resume")
    public RunReport resume(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.RESUME, caller()).report();
    }

    /**
     * Cancels the run for good: no further task is assigned, and no further training begins. Other stages finish what they have.
     */
    @POST
    @Path("/{id}/cancel")
    public RunReport cancel(@PathParam("id") String id) {
        return requests.wish(ledger(id).run(), Run.Wish.CANCEL, caller()).report();
    }

    /**
     * Deletes a run that has ended: its ledgers, lessons, exams and checkpoints, and the data sets that no other run has. The same
     * request starts it anew. A deletion that was interrupted can be requested again.
     *
     * @return what remains, and why
     */
    @DELETE
    @Path("/{id}")
    public RunDeletions.Deleted delete(@PathParam("id") String id) {
        return deletions.delete(ledger(id), caller());
    }

    /**
     * The lessons of the samples that have ended. Where there are more, the header {@code Link} has the address of the next
     * page, {@code rel="next"}. A request reads at most 2,000 samples, so that a page may be shorter than its limit, or empty, and
     * still have a next one.
     *
     * @param limit the most of them, 20 unless told, never more than 1,000; long ones make a page shorter
     * @param after where the page before ended, as its link says
     * @param outcome only samples with this outcome
     * @param verdict only samples whose attempt has this verdict
     * @param error only samples whose attempt failed with this type of error, as {@code errorType} of a lesson
     * @param text only samples whose task id, prompt, programs or feedback contain this text
     * @param brief {@code true}: without programs, feedback and the results of tests, and with the beginning of the prompt only
     */
    @GET
    @Path("/{id}/lessons")
    public RestResponse<List<Lesson>> lessons(
            @PathParam("id") String id,
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("outcome") String outcome,
            @QueryParam("verdict") String verdict,
            @QueryParam("error") String error,
            @QueryParam("text") String text,
            @QueryParam("brief") boolean brief,
            @Context UriInfo uri) {
        PageLimits page = PageQuery.of(limit, after, DEFAULT_LESSONS, MOST_LESSONS);
        LessonQuery query = query(outcome, verdict, error, text, brief);
        ledger(id);
        return PageResponse.of(queries.lessons(id, query, page), uri);
    }

    /**
     * The practice tasks of which a sample has ended, each with its samples of all rounds. Where there are more, the header
     * {@code Link} has the address of the next page, {@code rel="next"}. A request reads a bounded number of samples, so that a page
     * may be shorter than its limit, or empty, and still have a next one; the samples of a task may continue on the next page.
     *
     * @param limit the most tasks, 100 unless told, never more than 1,000
     * @param after where the page before ended, as its link says
     * @param outcome only samples with this outcome; likewise {@code verdict}, {@code error} and {@code text}
     */
    @GET
    @Path("/{id}/tasks")
    public RestResponse<List<TaskRow>> tasks(
            @PathParam("id") String id,
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("outcome") String outcome,
            @QueryParam("verdict") String verdict,
            @QueryParam("error") String error,
            @QueryParam("text") String text,
            @Context UriInfo uri) {
        PageLimits page = PageQuery.of(limit, after, DEFAULT_TASKS, MOST_LESSONS);
        return PageResponse.of(queries.tasks(ledger(id), query(outcome, verdict, error, text, true), page), uri);
    }

    /** The training curve of each round: every step, or some hundred steps of a long training. */
    @GET
    @Path("/{id}/curves")
    public List<TrainingCurve> curves(@PathParam("id") String id) {
        return queries.curves(ledger(id));
    }

    /**
     * The tasks whose result changed, in both directions: in the exam since before the training, and in practice since the round before.
     *
     * @param limit the most tasks in each direction, 100 unless told, never more than 1,000
     */
    @GET
    @Path("/{id}/flips")
    public Flips flips(@PathParam("id") String id, @QueryParam("limit") String limit) {
        return queries.flips(
                ledger(id),
                PageQuery.of(limit, null, DEFAULT_TASKS, MOST_LESSONS).limit());
    }

    /** How many samples the student failed in each round, by the type of error. */
    @GET
    @Path("/{id}/failures")
    public List<RoundFailures> failures(@PathParam("id") String id) {
        return ledger(id).failures();
    }

    /**
     * One lesson. The header {@code Link} has the addresses of its neighbours in the list, {@code rel="prev"} and {@code rel="next"}.
     *
     * @param task the id of the practice task
     * @param round from 1; 1 unless told
     * @param sample from 0; 0 unless told
     * @param outcome only lessons with this outcome count as neighbours; likewise {@code verdict}, {@code error} and
     *     {@code text}
     */
    @GET
    @Path("/{id}/lesson")
    public RestResponse<Lesson> lesson(
            @PathParam("id") String id,
            @QueryParam("task") String task,
            @QueryParam("round") @DefaultValue("1") String round,
            @QueryParam("sample") @DefaultValue("0") String sample,
            @QueryParam("outcome") String outcome,
            @QueryParam("verdict") String verdict,
            @QueryParam("error") String error,
            @QueryParam("text") String text,
            @Context UriInfo uri) {
        if (task == null) {
            throw new InvalidRequestException("task: is missing: name the id of a practice task");
        }
        SampleAddress address =
                new SampleAddress(id, PageQuery.number("round", round, 1), task, PageQuery.number("sample", sample, 0));
        LessonQuery neighbours = query(outcome, verdict, error, text, true);
        ledger(id);
        FoundLesson found = queries.lesson(address, neighbours)
                .orElseThrow(() -> new UnknownIdException("round " + address.round() + " has no lesson of sample "
                        + address.sample() + " of '" + task + "', or it has not ended"));
        RestResponse.ResponseBuilder<Lesson> response = RestResponse.ResponseBuilder.ok(found.lesson());
        neighbour(response, uri, found.previous(), "prev");
        neighbour(response, uri, found.next(), "next");
        return response.build();
    }

    private static void neighbour(
            RestResponse.ResponseBuilder<Lesson> response, UriInfo uri, Lesson lesson, String relation) {
        if (lesson != null) {
            // As template values: a task id may contain any character.
            String address = PageResponse.relative(uri)
                    .replaceQueryParam("task", "{task}")
                    .replaceQueryParam("round", lesson.round())
                    .replaceQueryParam("sample", lesson.sample())
                    .build(lesson.taskId())
                    .toString();
            response.header(HttpHeaders.LINK, PageResponse.link(address, relation));
        }
    }

    private static LessonQuery query(String outcome, String verdict, String error, String text, boolean brief) {
        return new LessonQuery(
                PageQuery.oneOf(Outcome.class, "outcome", outcome),
                PageQuery.oneOf(Verdict.class, "verdict", verdict),
                error,
                text,
                brief);
    }

    private String caller() {
        return Caller.nameOf(identity);
    }

    private RunLedger ledger(String id) {
        return runs.ledger(id);
    }
}
