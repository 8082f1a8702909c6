package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.languagemodel.finetuning.Saving;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.stagehealth.Progress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Does a job: gathers its examples, fine-tunes, and keeps the checkpoint, once. */
@ApplicationScoped
public class Trainer {

    private static final Logger LOG = Logger.getLogger(Trainer.class);

    private final TrainerConfiguration configuration;
    private final ExampleReader examples;
    private final ArtifactStore artifacts;
    private final Semaphore idle = new Semaphore(1);
    private final Progress progress;
    private volatile boolean stopping;

    Trainer(TrainerConfiguration configuration, ExampleReader examples) {
        this.configuration = configuration;
        this.examples = examples;
        this.artifacts = new ArtifactStore(configuration.artifactsDirectory());
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
        try (JobHold hold = JobHold.of(configuration.workDirectory(), job.id(), () -> stopping)) {
            return trainOnce(job, listener);
        } finally {
            idle.release();
        }
    }

    private Checkpoint trainOnce(TrainingJob job, Consumer<TrainingProgress> listener) {
        CheckpointRecord record = new CheckpointRecord(artifacts.checkpointFolder(job.id()));
        Saving saving = new Saving(configuration.workDirectory().resolve(job.id()), configuration.saveEvery());
        Optional<Checkpoint> made = record.read();
        if (made.isPresent()) {
            LOG.infof("%s round %d was trained before", job.runId(), job.round());
            saving.discard();
            return made.get();
        }
        List<TrainingExample> lessons = examples.read(job);
        LOG.infof(
                "%s round %d: training on %d examples%s",
                job.runId(),
                job.round(),
                lessons.size(),
                Files.exists(saving.folder()) ? ", going on from the state in " + saving.folder() : "");
        FineTuningRun run =
                new FineTuningRun(job, base(job.base()), record.folder(), saving, configuration.microBatchTokens());
        Checkpoint checkpoint = moving(() -> run.train(lessons, artifacts::publish, news -> {
            progress.moved();
            listener.accept(news);
            endIfStopping();
        }));
        for (ValidationLoss epoch : checkpoint.validation()) {
            LOG.infof(
                    "%s round %d: validation loss %.4f after epoch %d",
                    job.runId(), job.round(), epoch.loss(), epoch.epoch());
        }
        record.write(checkpoint);
        saving.discard();
        return checkpoint;
    }

    private Checkpoint moving(Supplier<Checkpoint> training) {
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

    private Path base(CheckpointReference reference) {
        return reference.round() > 0
                ? artifacts.checkpoint(reference)
                : ModelSource.resolve(reference.uri(), configuration.modelsDirectory(), LOG::info);
    }
}
