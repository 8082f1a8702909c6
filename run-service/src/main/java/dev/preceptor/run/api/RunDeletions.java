package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.run.job.Jobs;
import dev.preceptor.run.ledger.RunArtifacts;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import dev.preceptor.run.topic.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes runs that have ended. Their artifacts are deleted first, while the run is still known, so that a deletion that was
 * interrupted can be requested again.
 */
@ApplicationScoped
public class RunDeletions {

    /**
     * A run that is deleted.
     *
     * @param kept what stays of it, a line each
     */
    public record Deleted(String runId, List<String> kept) {}

    private final EventPublisher publisher;
    private final RunQueries queries;
    private final LedgerPolling polling;
    private final RunRequests requests;
    private final DataSetLock dataSets;
    private final Jobs jobs;
    private final JobDeletions jobDeletions;
    private final ArtifactStore artifacts;

    RunDeletions(
            EventPublisher publisher,
            RunQueries queries,
            LedgerPolling polling,
            RunRequests requests,
            DataSetLock dataSets,
            Jobs jobs,
            JobDeletions jobDeletions,
            ArtifactStore artifacts) {
        this.publisher = publisher;
        this.queries = queries;
        this.polling = polling;
        this.requests = requests;
        this.dataSets = dataSets;
        this.jobs = jobs;
        this.jobDeletions = jobDeletions;
        this.artifacts = artifacts;
    }

    /**
     * Returns when nothing of it is shown any more.
     *
     * @param caller who asks for it; null where the API is open, or a retention is over
     * @throws NotTheOwnerException if the run is another's
     * @throws ConflictException if it has not ended, or if a job that has not ended needs it
     * @throws ArtifactException if the artifact store cannot be reached; the run stays
     */
    Deleted delete(RunLedger ledger, String caller) {
        Run run = ledger.run();
        requests.requireOwn(run, caller);
        if (!run.state().ended()) {
            throw new ConflictException("the run " + run.runId() + " is " + run.state()
                    + ": cancel it first, with POST /runs/" + run.runId() + "/cancel");
        }
        jobs.userOf(run.runId()).ifPresent(job -> {
            throw new ConflictException(
                    "the run " + run.runId() + " is needed by the job " + job.id() + ", which has not ended");
        });
        List<String> kept = new ArrayList<>();
        dataSets.whileUnused(() -> kept.addAll(deleteArtifacts(ledger)));
        if (run.generation() != null) {
            jobs.delete(Topic.TASK_GENERATIONS, run.generation().id());
        }
        publisher.publish(Topic.RUNS, run.withWish(Run.Wish.DELETE));
        polling.until(() -> queries.run(run.runId()).isEmpty(), "the run " + run.runId() + " is not deleted yet");
        kept.add("the records of its events, until the retention of their topics is over (run.topics.retention-ms)");
        kept.add("what the teacher was paid for, in the purse " + purseOf(run)
                + ": it serves whoever asks the same of that purse");
        return new Deleted(run.runId(), List.copyOf(kept));
    }

    private List<String> deleteArtifacts(RunLedger ledger) {
        List<RunLedger> others = queries.all().stream()
                .filter(other -> !other.run().runId().equals(ledger.run().runId()))
                .toList();
        RunArtifacts own = ledger.artifacts();
        List<String> kept = new ArrayList<>();
        for (String job : own.jobs()) {
            Optional<RunLedger> user =
                    others.stream().filter(other -> startsFrom(other, job)).findFirst();
            if (user.isPresent()) {
                kept.add("the checkpoint " + job + ", which the run "
                        + user.get().run().runId() + " starts from");
            } else {
                artifacts.deleteJob(job);
            }
        }
        for (DataSet dataSet : own.dataSets()) {
            boolean inRun = others.stream().anyMatch(other -> other.artifacts().dataSets().stream()
                    .anyMatch(has -> has.sha256().equals(dataSet.sha256())));
            if (!inRun && !jobs.needs(dataSet)) {
                artifacts.deleteDataSet(dataSet);
            }
        }
        deleteSoftTargets(ledger.run(), others).ifPresent(kept::add);
        if (ledger.run().generation() != null) {
            jobs.find(Topic.TASK_GENERATIONS, ledger.run().generation().id())
                    .ifPresent(generation -> jobDeletions.deleteDataSets(generation, others));
        }
        return kept;
    }

    /**
     * Deletes the log-probabilities of the answers of the run's purse, unless another run has the same purse.
     *
     * @return what is kept; empty if they were deleted
     */
    private Optional<String> deleteSoftTargets(Run run, List<RunLedger> others) {
        String purse = purseOf(run);
        Optional<String> user = others.stream()
                .map(RunLedger::run)
                .filter(other -> purseOf(other).equals(purse))
                .map(Run::runId)
                .findFirst();
        if (user.isEmpty()) {
            artifacts.deleteSoftTargets(purse);
        }
        return user.filter(other -> run.specification().jobTraining().soft() != null)
                .map(other -> "the log-probabilities of the teacher's answers, which the run " + other
                        + " of the same purse may use");
    }

    private static String purseOf(Run run) {
        return run.specification().teacher().purseOf(run.runId());
    }

    /** A specification names a checkpoint by its folder or, at a server, by its name: both hold the job's id. */
    private static boolean startsFrom(RunLedger run, String job) {
        String model = run.run().specification().student().model();
        return model != null && model.contains(job);
    }
}
