package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import dev.preceptor.stage.health.Progress;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.stage.shutdown.StopPriority;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Executes training jobs with the engine of {@code trainer.backend}, and publishes the checkpoints, once per job.
 *
 * <p>The job of a run that was cancelled or deleted ends at its next step, and is cleared.
 *
 * <p>Kafka assigns a job to one consumer of the group. A trainer that was taken for dead and goes on does no harm: both trainers
 * make the same weights, and what was published first stays. The job's record, which says that it is done, is checked before the
 * training, with each state that is uploaded, and before the checkpoint is published. Of the states in the store the one that was
 * recorded last counts.
 */
@ApplicationScoped
public class Trainer {

    private static final Logger LOG = Logger.getLogger(Trainer.class);

    /** Ends a training that another trainer has finished meanwhile. */
    private static final class DoneElsewhereException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final TrainerConfiguration configuration;
    private final ExampleReader examples;
    private final TrainingEngine engine;
    private final JobArtifacts artifacts;
    private final WorkDirectory work;
    private final Semaphore idle = new Semaphore(1);
    private final ShutdownSignal shutdown = new ShutdownSignal();
    private final Progress progress;
    private final Predicate<String> endedRuns;

    @Inject
    Trainer(TrainerConfiguration configuration, ExampleReader examples, EndedRuns endedRuns) {
        this(configuration, examples, endedRuns::contains);
    }

    /** @param endedRuns whether a run was cancelled or deleted, by its id */
    Trainer(TrainerConfiguration configuration, ExampleReader examples, Predicate<String> endedRuns) {
        this.configuration = configuration;
        this.examples = examples;
        this.endedRuns = endedRuns;
        this.engine = TrainingEngines.named(configuration);
        this.artifacts = new JobArtifacts(
                new ArtifactStore(configuration.artifactsDirectory()),
                new StoreRetry(configuration.storeTimeout(), shutdown::sleep),
                configuration.modelsDirectory(),
                TrainingEngines.readsPickles(configuration));
        this.work = new WorkDirectory(configuration.workDirectory());
        this.progress = new Progress(configuration.hangsAfter());
    }

    Progress progress() {
        return progress;
    }

    /**
     * Trains a job, and returns its checkpoint; the existing one where the job was done before.
     *
     * @throws RunEndedException if the run was cancelled or deleted, before the training or while it was in progress
     * @throws ShuttingDownException if this process shuts down meanwhile; what was saved is kept, and the job goes on from it
     * @throws RuntimeException if the job cannot be done, with a message for a person
     */
    public Checkpoint train(TrainingJob job, Consumer<TrainingProgress> listener) {
        idle.acquireUninterruptibly();
        try (JobLock lock = JobLock.acquire(work, job.id(), shutdown)) {
            return trainUnlessEnded(job, listener);
        } finally {
            idle.release();
        }
    }

    private Checkpoint trainUnlessEnded(TrainingJob job, Consumer<TrainingProgress> listener) {
        try {
            requireRun(job);
            return trainOnce(job, listener);
        } catch (RunEndedException e) {
            clear(job);
            throw e;
        }
    }

    private void requireRun(TrainingJob job) {
        if (endedRuns.test(job.runId())) {
            throw new RunEndedException();
        }
    }

    private Checkpoint trainOnce(TrainingJob job, Consumer<TrainingProgress> listener) {
        Optional<Checkpoint> existing = artifacts.record(job.id());
        if (existing.isPresent()) {
            LOG.infof("%s round %d was trained before", job.runId(), job.round());
            clear(job);
            return existing.get();
        }
        work.clear(id -> !id.equals(job.id()) && artifacts.record(id).isPresent());
        TrainingTask task = prepare(job);
        artifacts.fetchNewerState(job, new TrainingStateFolder(engine.states(task.work()), configuration.saveEvery()));
        TrainingResult result;
        try {
            result = train(task, listener);
        } catch (DoneElsewhereException e) {
            return finishedElsewhere(job);
        }
        return artifacts.record(job.id()).isPresent() ? finishedElsewhere(job) : publish(job, result);
    }

    private TrainingTask prepare(TrainingJob job) {
        List<String> ids = artifacts.exampleIds(job);
        TrainingTask.ExampleSource source = new TrainingTask.ExampleSource() {
            @Override
            public <T> List<T> read(Function<TrainingExample, T> mapper) {
                return examples.read(ids, job.examplesSince(), mapper);
            }
        };
        return new TrainingTask(job, artifacts.base(job), work.folder(job.id()), source, artifacts::softTargets);
    }

    private TrainingResult train(TrainingTask task, Consumer<TrainingProgress> listener) {
        String jobId = task.job().id();
        Path staging = work.folder(jobId).resolve("copied");
        progress.begun();
        try (StateUploads uploads = artifacts.stateUploads(jobId, staging, configuration.copyStateEvery())) {
            Runnable check = () -> {
                shutdown.check();
                requireRun(task.job());
                if (uploads.isDoneElsewhere()) {
                    throw new DoneElsewhereException();
                }
            };
            Consumer<TrainingProgress> onStep = step -> {
                progress.moved();
                listener.accept(step);
                check.run();
            };
            return engine.train(task, new TrainingMonitor(onStep, uploads::offer, check, shutdown::sleep));
        } finally {
            progress.ended();
        }
    }

    private Checkpoint publish(TrainingJob job, TrainingResult result) {
        for (var epoch : result.validation()) {
            LOG.infof(
                    "%s round %d: validation loss %.4f after epoch %d",
                    job.runId(), job.round(), epoch.loss(), epoch.epoch());
        }
        Checkpoint checkpoint = artifacts.publish(job, result);
        clear(job);
        return checkpoint;
    }

    private Checkpoint finishedElsewhere(TrainingJob job) {
        LOG.infof("%s round %d: another trainer has done it meanwhile", job.runId(), job.round());
        Checkpoint checkpoint = artifacts.record(job.id()).orElseThrow();
        clear(job);
        return checkpoint;
    }

    /** Deletes the work of a job that is done, here and in the store. */
    private void clear(TrainingJob job) {
        WorkDirectory.delete(work.folder(job.id()));
        artifacts.deleteStates(job.id());
    }

    /** Ends the training at its next step. The pool of its thread waits for it before this bean is destroyed. */
    void tellToStop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(StopPriority.TELL) ShutdownEvent event) {
        shutdown.signal();
    }

    /** Waits for the step in progress: native code must not be running when the process ends. */
    @PreDestroy
    void stop() {
        shutdown.signal();
        try {
            if (!idle.tryAcquire(configuration.stopTimeout().toSeconds(), TimeUnit.SECONDS)) {
                LOG.warnf("a training step takes longer than %s", configuration.stopTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
