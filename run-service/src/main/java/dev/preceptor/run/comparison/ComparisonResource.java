package dev.preceptor.run.comparison;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.comparison.ComparisonStatus;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.api.Caller;
import dev.preceptor.run.api.JobDeletions;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.api.PageResponse;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.job.Jobs;
import dev.preceptor.run.stream.NewestFirst;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The REST API of comparisons. */
@Path("/comparisons")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ComparisonResource {

    private static final int DEFAULT_COMPARISONS = 50;
    private static final int MOST_COMPARISONS = 200;
    private static final NewestFirst<Job> NEWEST_FIRST = new NewestFirst<>(Job::createdAt, Job::id);

    private final ComparisonRequests requests;
    private final Jobs jobs;
    private final JobDeletions deletions;
    private final ComparisonArtifacts artifacts;
    private final SecurityIdentity identity;

    ComparisonResource(
            ComparisonRequests requests,
            Jobs jobs,
            JobDeletions deletions,
            ComparisonArtifacts artifacts,
            SecurityIdentity identity) {
        this.requests = requests;
        this.jobs = jobs;
        this.deletions = deletions;
        this.artifacts = artifacts;
        this.identity = identity;
    }

    /** Starts a comparison, or finds the one that the same request started: 201 or 200. One that FAILED continues. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<ComparisonStatus> request(InputStream body) {
        Jobs.Accepted accepted = requests.accept(body, Caller.nameOf(identity));
        return RestResponse.status(accepted.created() ? Status.CREATED : Status.OK, status(accepted.job()));
    }

    /**
     * Comparisons without their reports, the newest first. Where there are more, the header {@code Link} has the address of the next
     * page, {@code rel="next"}.
     *
     * @param limit the most of them, 50 unless told, never more than 200
     * @param after where the page before ended, as its link says
     */
    @GET
    public RestResponse<List<ComparisonStatus>> comparisons(
            @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
        return PageResponse.of(
                NEWEST_FIRST
                        .page(
                                jobs.all(Topic.COMPARISONS).iterator(),
                                job -> true,
                                PageQuery.of(limit, after, DEFAULT_COMPARISONS, MOST_COMPARISONS))
                        .map(ComparisonResource::summary),
                uri);
    }

    /** A comparison, with its report as soon as it is FINISHED. */
    @GET
    @Path("/{id}")
    public ComparisonStatus comparison(@PathParam("id") String id) {
        return jobs.find(Topic.COMPARISONS, id).map(this::status).orElseThrow(() -> unknown(id));
    }

    /**
     * Deletes a comparison that has ended, with its report and those of its data sets that nothing else has. Its runs stay.
     *
     * @return what remains, and why
     */
    @DELETE
    @Path("/{id}")
    public JobDeletions.Deleted delete(@PathParam("id") String id) {
        return deletions.deleteComparison(id, Caller.nameOf(identity)).orElseThrow(() -> unknown(id));
    }

    private static UnknownIdException unknown(String id) {
        return new UnknownIdException("there is no comparison '" + id + "'; GET /comparisons lists those there are");
    }

    private ComparisonStatus status(Job job) {
        return new ComparisonStatus(
                job.id(),
                job.state(),
                job.reason(),
                job.createdAt(),
                job.endedAt(),
                artifacts.plan(job).arms(),
                job.runs(),
                job.result() == null ? null : artifacts.report(job));
    }

    private static ComparisonStatus summary(Job job) {
        return new ComparisonStatus(
                job.id(), job.state(), job.reason(), job.createdAt(), job.endedAt(), null, job.runs(), null);
    }
}
