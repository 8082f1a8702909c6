package dev.preceptor.trainer.djl;

import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.finetuning.AdapterMerger;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.TrainingListener;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.NativeThread;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.ExampleTokenizer;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingOptions;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Trains in this process, on its CPU or its GPU. */
public final class DjlEngine implements TrainingEngine {

    private static final Logger LOG = Logger.getLogger(DjlEngine.class);

    private final int saveEvery;
    private final int microBatchTokens;
    private final AdapterBase adapterBase;

    /**
     * @param saveEvery the number of steps between two saved states
     * @param microBatchTokens maximum number of tokens computed at once
     */
    public DjlEngine(int saveEvery, int microBatchTokens, AdapterBase adapterBase) {
        this.saveEvery = saveEvery;
        this.microBatchTokens = microBatchTokens;
        this.adapterBase = adapterBase;
    }

    @Override
    public Path states(Path work) {
        return work;
    }

    @Override
    public TrainingResult train(TrainingTask task, TrainingMonitor monitor) {
        TrainingJob job = task.job();
        List<TrainingSequence> sequences = sequences(task);
        long started = System.nanoTime();
        FineTuningOptions options = TrainingOptions.of(job.training()).withMicroBatchTokens(microBatchTokens);
        TrainingStateFolder saving = new TrainingStateFolder(states(task.work()), saveEvery);
        LOG.infof(
                "%s round %d: training on %d examples%s; %s",
                job.runId(),
                job.round(),
                sequences.size(),
                saving.newest().map(state -> ", resuming from " + state).orElse(""),
                FineTuning.forecast(task.base(), sequences, options));
        return NativeThread.call("training", () -> {
            try (FineTuning fineTuning = FineTuning.load(task.base(), options)) {
                FineTuningResult result = fineTuning.run(sequences, saving, listener(job, monitor));
                SavedCheckpoint saved = save(task, fineTuning, options.adaptation());
                return new TrainingResult(
                        saved.folder(),
                        result.examples(),
                        result.steps().stream().map(DjlEngine::event).toList(),
                        result.validation().stream().map(DjlEngine::event).toList(),
                        result.tokensPerSecond(),
                        (System.nanoTime() - started) / 1e9);
            }
        });
    }

    private static List<TrainingSequence> sequences(TrainingTask task) {
        try (ExampleTokenizer tokenizer =
                new ExampleTokenizer(Tokenizer.load(task.base()), task.job().student(), task.softTargetReader())) {
            return task.examples().read(tokenizer::tokenize);
        }
    }

    private static TrainingListener listener(TrainingJob job, TrainingMonitor monitor) {
        return new TrainingListener() {
            @Override
            public void onStep(dev.preceptor.languagemodel.finetuning.TrainingStep step, double tokensPerSecond) {
                monitor.step()
                        .accept(new TrainingProgress(
                                job.id(), job.runId(), job.round(), event(step), step.steps(), tokensPerSecond));
            }

            @Override
            public void onSaved(Path state) {
                monitor.saved().accept(state);
            }
        };
    }

    private SavedCheckpoint save(TrainingTask task, FineTuning fineTuning, AdaptationMethod adaptation) {
        CheckpointType type = CheckpointType.named(task.training().storedDtype());
        Path target = task.work().resolve("checkpoint");
        // A process that was killed may have left files.
        TensorFolder.delete(target);
        if (adaptation instanceof AdaptationMethod.Full) {
            return fineTuning.save(target, type);
        }
        String base = adapterBase.nameOf(task.job().base());
        Path adapter = task.work().resolve(TrainingResult.ADAPTER);
        TensorFolder.delete(adapter);
        fineTuning.saveAdapter(adapter, base);
        SavedCheckpoint merged = AdapterMerger.merge(task.base(), adapter, target, type);
        fineTuning.saveAdapter(target.resolve(TrainingResult.ADAPTER), base);
        return merged;
    }

    private static TrainingStep event(dev.preceptor.languagemodel.finetuning.TrainingStep step) {
        return new TrainingStep(step.step(), step.loss(), step.learningRate(), step.gradNorm(), step.tokens());
    }

    private static ValidationLoss event(dev.preceptor.languagemodel.finetuning.ValidationLoss validation) {
        return new ValidationLoss(validation.epoch(), validation.step(), validation.loss());
    }
}
