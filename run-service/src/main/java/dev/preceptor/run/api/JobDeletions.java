package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.run.job.Jobs;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes comparisons and generations of tasks that have ended. Their data sets are deleted first, while the job is still known, so
 * that a deletion that was interrupted can be requested again.
 */
@ApplicationScoped
public class JobDeletions {

    /**
     * A job that is deleted.
     *
     * @param kept what stays of it, a line each
     */
    public record Deleted(String id, List<String> kept) {}

    private final Jobs jobs;
    private final RunQueries queries;
    private final LedgerPolling polling;
    private final Ownership ownership;
    private final DataSetLock dataSets;
    private final ArtifactStore artifacts;

    JobDeletions(
            Jobs jobs,
            RunQueries queries,
            LedgerPolling polling,
            Ownership ownership,
            DataSetLock dataSets,
            ArtifactStore artifacts) {
        this.jobs = jobs;
        this.queries = queries;
        this.polling = polling;
        this.ownership = ownership;
        this.dataSets = dataSets;
        this.artifacts = artifacts;
    }

    /**
     * Deletes a comparison. It returns when the comparison is not shown any more, or empty if there is none. Its runs stay.
     *
     * @param caller who asks for it; null where the API is open
     * @throws NotTheOwnerException if the comparison is another's
     * @throws ConflictException if it has not ended
     * @throws ArtifactException if the artifact store cannot be reached; the comparison stays
     */
    public Optional<Deleted> deleteComparison(String id, String caller) {
        return find(Topic.COMPARISONS, id).map(job -> {
            ownership.requireOwn(job, "comparison", caller);
            requireEnded(job, "comparison", job.runs().isEmpty() ? null : last(job.runs()));
            List<String> kept = new ArrayList<>();
            job.runs().stream()
                    .filter(this::exists)
                    .map(run -> "the run " + run + ", which DELETE /runs/" + run + " deletes")
                    .forEach(kept::add);
            delete(Topic.COMPARISONS, job);
            return new Deleted(id, List.copyOf(kept));
        });
    }

    /**
     * Deletes a generation of tasks. It returns when the generation is not shown any more, or empty if there is none.
     *
     * @param caller who asks for it; null where the API is open
     * @throws NotTheOwnerException if the generation is another's
     * @throws ConflictException if it has not ended, or if its tasks are those of a run
     * @throws ArtifactException if the artifact store cannot be reached; the generation stays
     */
    Optional<Deleted> deleteGeneration(String id, String caller) {
        return find(Topic.TASK_GENERATIONS, id).map(job -> {
            ownership.requireOwn(job, "generation", caller);
            String run = job.generation().forRun();
            requireEnded(job, "generation", run);
            if (run != null && exists(run)) {
                throw new ConflictException("the generation " + id + " is of the run " + run + ": DELETE /runs/" + run
                        + " deletes it with the run");
            }
            delete(Topic.TASK_GENERATIONS, job);
            return new Deleted(
                    id,
                    List.of(
                            "the records of its drafts, until the retention of their topics is over"
                                    + " (run.topics.retention-ms)",
                            "what the teacher was paid for: the same request uses it again"));
        });
    }

    /** Deletes the data sets of a job that neither these runs nor other jobs have. Call it while the data sets are locked. */
    void deleteDataSets(Job job, Collection<RunLedger> runs) {
        List<Job> all = Stream.of(Topic.COMPARISONS, Topic.TASK_GENERATIONS)
                .flatMap(topic -> jobs.all(topic).stream())
                .toList();
        UnusedDataSets.of(job, all, runs).forEach(artifacts::deleteDataSet);
    }

    private Optional<Job> find(Topic topic, String id) {
        return polling.whenReadable(() -> jobs.find(topic, id));
    }

    private boolean exists(String runId) {
        return polling.whenReadable(() -> queries.run(runId)).isPresent();
    }

    /** @param run the run that the job is waiting for; null if there is none */
    private static void requireEnded(Job job, String kind, String run) {
        if (job.state() != Job.State.FINISHED && job.state() != Job.State.FAILED) {
            throw new ConflictException("the " + kind + " " + job.id() + " is " + job.state()
                    + (run == null
                            ? ": it can be deleted when it has ended"
                            : ": cancel its run first, with POST /runs/" + run + "/cancel"));
        }
    }

    private void delete(Topic topic, Job job) {
        dataSets.whileUnused(() -> {
            deleteDataSets(job, polling.whenReadable(queries::all));
            jobs.delete(topic, job.id());
        });
        polling.until(() -> jobs.find(topic, job.id()).isEmpty(), "the job " + job.id() + " is not deleted yet");
    }

    private static String last(List<String> runs) {
        return runs.get(runs.size() - 1);
    }
}
