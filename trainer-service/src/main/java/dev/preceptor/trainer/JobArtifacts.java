package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.JobStateStore;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.trainer.engine.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What training jobs read from the artifact store and write to it; failures of a disk or the network are retried. */
final class JobArtifacts {

    private static final Logger LOG = Logger.getLogger(JobArtifacts.class);

    private final ArtifactStore store;
    private final StoreRetry retry;
    private final Path modelsDirectory;
    private final boolean readsPickles;

    /**
     * @param modelsDirectory where models that are downloaded are kept
     * @param readsPickles whether the engine reads models that have only {@code pytorch_model.bin}
     */
    JobArtifacts(ArtifactStore store, StoreRetry retry, Path modelsDirectory, boolean readsPickles) {
        this.store = store;
        this.retry = retry;
        this.modelsDirectory = modelsDirectory;
        this.readsPickles = readsPickles;
    }

    /** The checkpoint of a job that is done; empty for other jobs. */
    Optional<Checkpoint> record(String jobId) {
        return retry.get(() -> store.recordOf(jobId));
    }

    /** The folder of the model that the job starts from. */
    Path base(TrainingJob job) {
        CheckpointReference base = job.base();
        return base.round() > 0
                ? retry.get(() -> store.checkpoint(base))
                : readsPickles
                        ? ModelSource.resolveWithPickles(base.uri(), modelsDirectory, LOG::info)
                        : ModelSource.resolve(base.uri(), modelsDirectory, LOG::info);
    }

    List<String> exampleIds(TrainingJob job) {
        return job.examples() == null ? job.exampleIds() : retry.get(() -> store.readDataSet(job.examples()));
    }

    /** All rows of the file of soft targets at an address; empty if it was deleted. */
    Optional<SoftTargetRows> softTargets(SoftTargets address) {
        return retry.get(() -> store.findSoftTargets(address));
    }

    /** Downloads the job's newest state where it is newer than those on disk: a trainer on another machine has made it. */
    void fetchNewerState(TrainingJob job, TrainingStateFolder saving) {
        JobStateStore states = store.states();
        String newestOnDisk = saving.newest().orElse("");
        retry.get(() -> states.newest(job.id())
                        .filter(saved -> saved.name().compareTo(newestOnDisk) > 0)
                        .flatMap(saved -> states.fetch(job.id(), saving.folder())))
                .ifPresent(
                        state -> LOG.infof("%s round %d: fetched %s", job.runId(), job.round(), state.getFileName()));
    }

    /** Uploads the job's states while it is trained. */
    StateUploads stateUploads(String jobId, Path staging, Duration interval) {
        return new StateUploads(store, jobId, staging, interval);
    }

    /** Publishes the result and then records the job as done. */
    Checkpoint publish(TrainingJob job, TrainingResult result) {
        DataSet curve = retry.get(() -> store.putDataSet(Json.lines(result.steps())));
        CheckpointReference reference = retry.get(() -> store.publish(job.id(), job.round(), result.folder()));
        Checkpoint checkpoint = result.event(job, reference, curve);
        retry.run(() -> store.record(job.id(), checkpoint));
        return checkpoint;
    }

    /** Deletes the states of a job that is done. */
    void deleteStates(String jobId) {
        try {
            store.states().delete(jobId);
            store.exchange(jobId).delete();
        } catch (ArtifactException e) {
            LOG.warnf("the states of the job %s stay in the artifact store: %s", jobId, e.getMessage());
        }
    }
}
