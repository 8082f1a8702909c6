package dev.preceptor.run.difference;

import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.KnownRuns;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.api.PageResponse;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.exam.TaskScorePages;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** Runs side by side. */
@Path("/runs/compare")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RunDifferenceResource {

    private static final int MOST_RUNS = 8;
    private static final int DEFAULT_ITEMS = 100;
    private static final int MOST_ITEMS = 1_000;

    /** The direction in which a task flipped. */
    enum Change {
        GAINED,
        LOST
    }

    private final KnownRuns runs;
    private final RunQueries queries;
    private final ExamDifferences exams;
    private final OutcomeChanges outcomes;

    RunDifferenceResource(KnownRuns runs, RunQueries queries, ExamDifferences exams, OutcomeChanges outcomes) {
        this.runs = runs;
        this.queries = queries;
        this.exams = exams;
        this.outcomes = outcomes;
    }

    /**
     * Runs side by side: their reports, the settings that differ, and paired tests of their last exams.
     *
     * @param ids of 1 to 8 runs, separated by commas
     */
    @GET
    public RunDifferences differences(@QueryParam("ids") String ids) {
        List<RunLedger> ledgers = idsOf(ids).stream().map(runs::ledger).toList();
        return new RunDifferences(
                ledgers.stream().map(RunLedger::report).toList(),
                SettingDifferences.between(ledgers.stream().map(RunLedger::run).toList()),
                exams.between(ledgers.stream()
                        .map(this::lastExam)
                        .flatMap(Optional::stream)
                        .toList()));
    }

    /**
     * The tasks of which the last exams of two runs have different scores, sorted by task id. Where there are more, the header
     * {@code Link} has the address of the next page, {@code rel="next"}.
     *
     * @param from the id of the first run
     * @param to the id of the second run
     * @param change only tasks with a higher (GAINED) or a lower (LOST) score in the second run
     * @param limit the most of them, 100 unless told, never more than 1,000
     * @param after where the page before ended, as its link says
     */
    @GET
    @Path("/tasks")
    public RestResponse<List<TaskFlip>> flips(
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("change") String change,
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @Context UriInfo uri) {
        PageLimits page = PageQuery.of(limit, after, DEFAULT_ITEMS, MOST_ITEMS);
        Change wanted = PageQuery.oneOf(Change.class, "change", change);
        Evaluation first = requireExam(run("from", from));
        Evaluation second = requireExam(run("to", to));
        List<TaskFlip> flips = TaskFlips.between(first, second).stream()
                .filter(flip -> wanted == null || flip.isGain() == (wanted == Change.GAINED))
                .toList();
        return PageResponse.of(TaskScorePages.page(flips, TaskFlip::taskId, page), uri);
    }

    /**
     * The samples of practice tasks that ended differently in two runs, in the order of round and task. Where there are more, the
     * header {@code Link} has the address of the next page, {@code rel="next"}. A request reads at most 1,000 samples, so that a
     * page may be shorter than its limit, or empty, and still have a next one.
     *
     * @param from the id of the first run
     * @param to the id of the second run
     * @param limit the most of them, 100 unless told, never more than 1,000
     * @param after where the page before ended, as its link says
     */
    @GET
    @Path("/outcomes")
    public RestResponse<List<OutcomeChange>> outcomes(
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @Context UriInfo uri) {
        PageLimits page = PageQuery.of(limit, after, DEFAULT_ITEMS, MOST_ITEMS);
        String first = run("from", from).run().runId();
        String second = run("to", to).run().runId();
        return PageResponse.of(outcomes.between(first, second, page), uri);
    }

    private static List<String> idsOf(String ids) {
        List<String> named = ids == null
                ? List.of()
                : Arrays.stream(ids.split(","))
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList();
        if (named.isEmpty() || named.size() > MOST_RUNS) {
            throw new InvalidRequestException(
                    "ids: names " + named.size() + " runs; name 1 to " + MOST_RUNS + ", separated by commas");
        }
        return named;
    }

    private RunLedger run(String parameter, String id) {
        if (id == null || id.isBlank()) {
            throw new InvalidRequestException(parameter + ": is missing: name the id of a run");
        }
        return runs.ledger(id);
    }

    private Evaluation requireExam(RunLedger run) {
        return lastExam(run)
                .orElseThrow(() ->
                        new UnknownIdException("the run '" + run.run().runId() + "' has no result of an exam yet"));
    }

    /** The first answers of the newest checkpoint that was examined. */
    private Optional<Evaluation> lastExam(RunLedger run) {
        return run.report().exams().stream()
                .filter(exam -> exam.refineStep() == 0)
                .map(ExamReport::round)
                .max(Integer::compare)
                .flatMap(round -> queries.evaluation(run.run().runId(), round, 0));
    }
}
