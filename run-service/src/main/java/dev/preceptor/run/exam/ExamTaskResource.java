package dev.preceptor.run.exam;

import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.run.api.KnownRuns;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.api.PageResponse;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The scores of an exam by task. */
@Path("/runs/{id}/exams/{round}/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ExamTaskResource {

    private static final int DEFAULT_TASKS = 100;
    private static final int MOST_TASKS = 1_000;

    private final KnownRuns runs;
    private final RunQueries queries;

    ExamTaskResource(KnownRuns runs, RunQueries queries) {
        this.runs = runs;
        this.queries = queries;
    }

    /**
     * The scores of the tasks of an exam, sorted by task id. Where there are more, the header {@code Link} has the address of the next
     * page, {@code rel="next"}.
     *
     * @param round whose checkpoint was examined; 0 is the student as it came
     * @param step how often the student refined its answers; 0 unless told: the first answers
     * @param limit the most of them, 100 unless told, never more than 1,000
     * @param after where the page before ended, as its link says
     * @param result only tasks with this result: PASSED, PARTLY (some samples passed), FAILED or FAULTED
     * @param text only tasks whose id contains this text
     */
    @GET
    public RestResponse<List<TaskScore>> tasks(
            @PathParam("id") String id,
            @PathParam("round") String round,
            @QueryParam("step") @DefaultValue("0") String step,
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("result") String result,
            @QueryParam("text") String text,
            @Context UriInfo uri) {
        int number = PageQuery.number("round", round, 0);
        int refineStep = PageQuery.number("step", step, 0);
        PageLimits page = PageQuery.of(limit, after, DEFAULT_TASKS, MOST_TASKS);
        ScoreFilter filter = new ScoreFilter(PageQuery.oneOf(ScoreFilter.Result.class, "result", result), text);
        runs.ledger(id);
        Evaluation evaluation = queries.evaluation(id, number, refineStep)
                .orElseThrow(() -> new UnknownIdException("the run has no result of an exam of round " + number
                        + " after " + refineStep + " refinements"));
        return PageResponse.of(TaskScorePages.of(evaluation.scores(), filter, page), uri);
    }
}
