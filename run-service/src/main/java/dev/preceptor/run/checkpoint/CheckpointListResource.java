package dev.preceptor.run.checkpoint;

import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.api.PageResponse;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.RunFilter;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The checkpoints of all runs. */
@Path("/checkpoints")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CheckpointListResource {

    private static final int DEFAULT_RUNS = 20;
    private static final int MOST_RUNS = 100;

    private final RunQueries queries;
    private final CheckpointReports reports;

    CheckpointListResource(RunQueries queries, CheckpointReports reports) {
        this.queries = queries;
        this.reports = reports;
    }

    /**
     * The trained checkpoints of the newest runs, each run's by round, with the first and the last step of their loss curves. Where there are more runs, the header {@code Link} has the
     * address of the next page, {@code rel="next"}; a page may be empty where its runs have trained none.
     *
     * @param limit the most runs, 20 unless told, never more than 100
     * @param after where the page before ended, as its link says
     * @param text only checkpoints of runs whose id contains this text
     */
    @GET
    public RestResponse<List<CheckpointReport>> checkpoints(
            @QueryParam("limit") String limit,
            @QueryParam("after") String after,
            @QueryParam("text") String text,
            @Context UriInfo uri) {
        Page<List<CheckpointReport>> page = queries.runs(
                        new RunFilter(null, text), PageQuery.of(limit, after, DEFAULT_RUNS, MOST_RUNS))
                .map(run -> reports.of(run).stream()
                        .filter(checkpoint -> checkpoint.round() > 0)
                        .map(CheckpointReport::brief)
                        .toList());
        return PageResponse.of(
                new Page<>(page.items().stream().flatMap(List::stream).toList(), page.next()), uri);
    }
}
