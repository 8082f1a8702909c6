package dev.preceptor.trainer;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.LossCurve;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.finetuning.AdapterMerger;
import dev.preceptor.languagemodel.finetuning.BatchSize;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.LearningRate;
import dev.preceptor.languagemodel.finetuning.TrainingListener;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One fine-tuning run, from a job's specification to a checkpoint on disk. The checkpoint is always a whole model. If an adapter was
 * trained, it is merged into the model and also stored in the checkpoint's folder {@code adapter}.
 *
 * @param base the model to start from
 * @param target the folder to write
 * @param saving where states are saved, from which an interrupted run continues
 * @param microBatchTokens maximum number of tokens computed at once
 */
record FineTuningRun(TrainingJob job, Path base, Path target, TrainingStateFolder saving, int microBatchTokens) {

    private static final Logger LOG = Logger.getLogger(FineTuningRun.class);
    private static final String ADAPTER = "adapter";

    /**
     * The result of a run.
     *
     * @param saved the checkpoint on disk
     * @param seconds duration, including loading and saving
     */
    record Result(SavedCheckpoint saved, FineTuningResult tuning, double seconds) {

        /** Every step, as the event type. */
        List<TrainingStep> steps() {
            return tuning.steps().stream().map(FineTuningRun::event).toList();
        }
    }

    /** The tokenizer of the job's examples; the caller closes it. */
    ExampleTokenizer tokenizer() {
        return new ExampleTokenizer(Tokenizer.load(base), job.student());
    }

    /** @param saved receives the folder of each saved state */
    Result train(List<TrainingSequence> sequences, Consumer<TrainingProgress> progress, Consumer<Path> saved) {
        long started = System.nanoTime();
        FineTuningOptions options = options(job.training()).withMicroBatchTokens(microBatchTokens);
        LOG.infof("%s round %d: %s", job.runId(), job.round(), FineTuning.forecast(base, sequences, options));
        try (FineTuning fineTuning = FineTuning.load(base, options)) {
            FineTuningResult result = fineTuning.run(sequences, saving, listener(progress, saved));
            SavedCheckpoint checkpoint = save(fineTuning, options.adaptation());
            return new Result(checkpoint, result, (System.nanoTime() - started) / 1e9);
        }
    }

    private TrainingListener listener(Consumer<TrainingProgress> progress, Consumer<Path> saved) {
        return new TrainingListener() {
            @Override
            public void onStep(dev.preceptor.languagemodel.finetuning.TrainingStep step, double tokensPerSecond) {
                progress.accept(new TrainingProgress(
                        job.id(), job.runId(), job.round(), event(step), step.steps(), tokensPerSecond));
            }

            @Override
            public void onSaved(Path state) {
                saved.accept(state);
            }
        };
    }

    /**
     * The event of a run's result.
     *
     * @param reference where the checkpoint is stored
     * @param curve where the loss curve with every step is stored
     */
    Checkpoint event(Result result, CheckpointReference reference, DataSet curve) {
        return CheckpointBuilder.builder()
                .id(Checkpoint.idOf(job.runId(), job.round()))
                .runId(job.runId())
                .student(job.student())
                .reference(reference)
                .parent(job.base())
                .examples(result.tuning().examples())
                .steps(LossCurve.thinned(result.steps()))
                .validation(result.tuning().validation().stream()
                        .map(FineTuningRun::event)
                        .toList())
                .tokensPerSecond(result.tuning().tokensPerSecond())
                .seconds(result.seconds())
                .exam(job.exam())
                .curve(curve)
                .build();
    }

    private SavedCheckpoint save(FineTuning fineTuning, AdaptationMethod adaptation) {
        CheckpointType type = CheckpointType.named(job.training().storedDtype());
        // A process that was killed may have left files.
        TensorFolder.delete(target);
        if (adaptation instanceof AdaptationMethod.Full) {
            return fineTuning.save(target, type);
        }
        Path adapter = saving.folder().resolve(ADAPTER);
        TensorFolder.delete(adapter);
        fineTuning.saveAdapter(adapter, job.base().uri());
        SavedCheckpoint merged = AdapterMerger.merge(base, adapter, target, type);
        fineTuning.saveAdapter(target.resolve(ADAPTER), job.base().uri());
        return merged;
    }

    private static FineTuningOptions options(TrainingSpecification training) {
        LearningRate.Schedule schedule =
                LearningRate.Schedule.valueOf(training.schedule().toUpperCase(Locale.ROOT));
        return FineTuningOptions.defaults()
                .withLearningRate(new LearningRate(training.learningRate(), schedule, training.warmupSteps()))
                .withOptimizer(optimizer(training.weightDecay()))
                .withEpochs(training.epochs())
                .withBatch(BatchSize.tokens(training.batchTokens()))
                .withMaxGradNorm(training.maxGradNorm())
                .withMaxLength(training.maxLength())
                .withShuffle(true, training.seed())
                .withAdaptation(adaptation(training))
                .withValidationFraction(training.validationFraction());
    }

    private static AdaptationMethod adaptation(TrainingSpecification training) {
        return training.adaptation().equals("full")
                ? AdaptationMethod.full()
                : new AdaptationMethod.LowRank(
                        training.loraRank(), training.loraAlpha(), false, training.loraTargets(), training.seed());
    }

    private static AdamW optimizer(double weightDecay) {
        AdamW defaults = AdamW.defaults();
        return new AdamW(defaults.beta1(), defaults.beta2(), defaults.epsilon(), weightDecay);
    }

    private static TrainingStep event(dev.preceptor.languagemodel.finetuning.TrainingStep step) {
        return new TrainingStep(step.step(), step.loss(), step.learningRate(), step.gradNorm(), step.tokens());
    }

    private static ValidationLoss event(dev.preceptor.languagemodel.finetuning.ValidationLoss validation) {
        return new ValidationLoss(validation.epoch(), validation.step(), validation.loss());
    }
}
