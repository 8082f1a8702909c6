package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.JobStates;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.languagemodel.finetuning.Saving;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.stage.health.Progress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does a job: gathers its examples, fine-tunes, and keeps the checkpoint, once.
 *
 * <p>Whose job it is, Kafka says: one consumer of the group has its partition. A trainer that was taken for dead and goes on
 * does no harm. Both make the same weights; what was published first stays; the record that says that the job is done is looked
 * at before anything is made, with each state that is copied and before anything is published; and of the states in the store
 * the one that was noted last counts.
 */
@ApplicationScoped
public class Trainer {

    private static final Logger LOG = Logger.getLogger(Trainer.class);
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

    /** Ends a training that is not needed any more. */
    private static final class DoneElsewhereException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final TrainerConfiguration configuration;
    private final ExampleReader examples;
    private final ArtifactStore artifacts;
    private final StorePatience store;
    private final WorkDirectory work;
    private final Semaphore idle = new Semaphore(1);
    private final Progress progress;
    private volatile boolean stopping;

    Trainer(TrainerConfiguration configuration, ExampleReader examples) {
        this.configuration = configuration;
        this.examples = examples;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
        this.store = new StorePatience(configuration.storeTimeout(), this::pause);
        this.work = new WorkDirectory(configuration.workDirectory());
        this.progress = new Progress(configuration.hangsAfter());
    }

    Progress progress() {
        return progress;
    }

    /**
     * The job's checkpoint; the one that lies there where the job was done before.
     *
     * @throws RuntimeException if it cannot be done, with a message for the person, or this process is stopping
     */
    public Checkpoint train(TrainingJob job, Consumer<TrainingProgress> listener) {
        idle.acquireUninterruptibly();
        try (JobHold hold = JobHold.of(work, job.id(), () -> stopping)) {
            return trainOnce(job, listener);
        } finally {
            idle.release();
        }
    }

    private Checkpoint trainOnce(TrainingJob job, Consumer<TrainingProgress> listener) {
        Optional<Checkpoint> before = record(job);
        if (before.isPresent()) {
            LOG.infof("%s round %d was trained before", job.runId(), job.round());
            clear(job);
            return before.get();
        }
        work.clear(id -> !id.equals(job.id()) && record(id).isPresent());
        FineTuningRun run = runOf(job);
        fetchNewerState(job, run.saving());
        List<TrainingSequence> lessons = lessons(job, run);
        LOG.infof(
                "%s round %d: training on %d examples%s",
                job.runId(),
                job.round(),
                lessons.size(),
                run.saving().newest().map(state -> ", going on from " + state).orElse(""));
        FineTuningRun.Result result;
        try {
            result = moving(() -> train(run, lessons, listener));
        } catch (DoneElsewhereException e) {
            return elsewhere(job);
        }
        return record(job).isPresent() ? elsewhere(job) : keep(run, result);
    }

    private FineTuningRun runOf(TrainingJob job) {
        Path folder = work.folder(job.id());
        Saving saving = new Saving(folder, configuration.saveEvery());
        return new FineTuningRun(
                job, base(job.base()), folder.resolve("checkpoint"), saving, configuration.microBatchTokens());
    }

    private Optional<Checkpoint> record(TrainingJob job) {
        return record(job.id());
    }

    private Optional<Checkpoint> record(String jobId) {
        return store.ask(() -> artifacts.recordOf(jobId));
    }

    /** A trainer of another machine may have come further than this one's disk tells. */
    private void fetchNewerState(TrainingJob job, Saving saving) {
        JobStates states = artifacts.states();
        String here = saving.newest().orElse("");
        store.ask(() -> states.newest(job.id())
                        .filter(saved -> saved.name().compareTo(here) > 0)
                        .flatMap(saved -> states.fetch(job.id(), saving.folder())))
                .ifPresent(
                        state -> LOG.infof("%s round %d: fetched %s", job.runId(), job.round(), state.getFileName()));
    }

    private List<TrainingSequence> lessons(TrainingJob job, FineTuningRun run) {
        List<String> ids =
                job.examples() == null ? job.exampleIds() : store.ask(() -> artifacts.readDataSet(job.examples()));
        try (Sequences sequences = run.sequences()) {
            return examples.read(ids, job.examplesSince(), sequences::of);
        }
    }

    private FineTuningRun.Result train(
            FineTuningRun run, List<TrainingSequence> lessons, Consumer<TrainingProgress> listener) {
        String jobId = run.job().id();
        Path passing = work.folder(jobId).resolve("copied");
        try (StateCopies copies = new StateCopies(artifacts, jobId, passing, configuration.copyStateEvery())) {
            return run.train(
                    lessons,
                    news -> {
                        progress.moved();
                        listener.accept(news);
                        endIfStopping();
                        if (copies.isDoneElsewhere()) {
                            throw new DoneElsewhereException();
                        }
                    },
                    copies::offer);
        }
    }

    private Checkpoint keep(FineTuningRun run, FineTuningRun.Result result) {
        TrainingJob job = run.job();
        for (var epoch : result.tuning().validation()) {
            LOG.infof(
                    "%s round %d: validation loss %.4f after epoch %d",
                    job.runId(), job.round(), epoch.loss(), epoch.epoch());
        }
        DataSet curve = store.ask(() -> artifacts.putDataSet(Json.lines(result.steps())));
        CheckpointReference reference = store.ask(
                () -> artifacts.publish(job.id(), job.round(), result.saved().folder()));
        Checkpoint checkpoint = run.event(result, reference, curve);
        store.tell(() -> artifacts.record(job.id(), checkpoint));
        clear(job);
        return checkpoint;
    }

    private Checkpoint elsewhere(TrainingJob job) {
        LOG.infof("%s round %d: another trainer has done it meanwhile", job.runId(), job.round());
        Checkpoint made = record(job).orElseThrow();
        clear(job);
        return made;
    }

    /** What a job in progress needs is not needed once its record stands. */
    private void clear(TrainingJob job) {
        WorkDirectory.delete(work.folder(job.id()));
        try {
            artifacts.states().delete(job.id());
        } catch (ArtifactException e) {
            LOG.warnf("what the job %s saved stays in the artifact store: %s", job.id(), e.getMessage());
        }
    }

    private <R> R moving(Supplier<R> training) {
        progress.begun();
        try {
            return training.get();
        } finally {
            progress.ended();
        }
    }

    /** Native code must not be in the middle of a step when the process ends. */
    @PreDestroy
    void stop() {
        stopping = true;
        try {
            if (!idle.tryAcquire(configuration.stopTimeout().toSeconds(), TimeUnit.SECONDS)) {
                LOG.warnf("a training step takes longer than %s", configuration.stopTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endIfStopping() {
        if (stopping) {
            throw new TrainingException("this process is stopping; the job goes on when one starts again");
        }
    }

    private void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            endIfStopping();
            LockSupport.parkNanos(Math.min(LOOK_AGAIN_NANOS, end - System.nanoTime()));
        }
    }

    private Path base(CheckpointReference reference) {
        return reference.round() > 0
                ? store.ask(() -> artifacts.checkpoint(reference))
                : ModelSource.resolve(reference.uri(), configuration.modelsDirectory(), LOG::info);
    }
}
