package dev.preceptor.languagemodel.finetuning;

import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.PackedBatch;
import dev.preceptor.languagemodel.network.TrainableNetwork;
import java.nio.file.Path;
import java.util.List;

/** Runs the steps of a training, from the beginning or from a saved state. */
final class TrainingRun {

    private final TrainableNetwork network;
    private final FineTuningOptions options;
    private final TrainValidationSplit split;
    private final List<BatchSampler.Step> steps;
    private final Activations activations;
    private TrainingProgress progress;

    TrainingRun(
            TrainableNetwork network,
            FineTuningOptions options,
            TrainValidationSplit split,
            Activations activations,
            TrainingFingerprint fingerprint) {
        this.network = network;
        this.options = options;
        this.split = split;
        steps = BatchSampler.steps(split.training(), options);
        this.activations = activations;
        progress = new TrainingProgress(fingerprint, List.of(), List.of(), 0);
    }

    /** Resumes from a state of the same training. */
    void resume(Path state) {
        progress = TrainingStates.progress(state);
        try (PtNDManager arrays = network.newManager()) {
            network.restore(TensorFolder.tensors(state, arrays));
        }
    }

    /**
     * Runs the remaining steps.
     *
     * @param states the folder in which states are saved; null to save none
     */
    TrainingProgress run(TrainingStateFolder states, TrainingListener listener) {
        for (int i = progress.steps().size(); i < steps.size(); i++) {
            long start = System.nanoTime();
            TrainingStep step = step(steps.get(i).examples(), i);
            progress = progress.after(step, (System.nanoTime() - start) / 1e9);
            listener.onStep(step, progress.tokensPerSecond());
            if (steps.get(i).endsEpoch() && !split.validation().isEmpty()) {
                validate(steps.get(i).epoch(), listener);
            }
            if (states != null && (i + 1) % states.everySteps() == 0) {
                listener.onSaved(save(states));
            }
        }
        if (!split.validation().isEmpty()) {
            network.restoreSnapshot();
        }
        return progress;
    }

    private TrainingStep step(List<TrainingSequence> step, int index) {
        long targets = targets(step);
        double sum = 0;
        for (PackedBatch batch : batches(step)) {
            sum += network.accumulate(batch, options.softLoss(), 1.0 / targets, activations);
        }
        double loss = sum / targets;
        double norm = network.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new FineTuningException(
                    "step %d: loss %s and gradient norm %s are not finite: try a smaller learning rate, a longer warm-up or a smaller maximum gradient norm"
                            .formatted(index + 1, loss, norm));
        }
        double rate = options.learningRate().at(index, steps.size());
        network.update(index + 1, clippingFactor(norm), rate, options.optimizer());
        int tokens = step.stream().mapToInt(TrainingSequence::length).sum();
        return new TrainingStep(index + 1, steps.size(), loss, rate, norm, tokens);
    }

    private double clippingFactor(double norm) {
        double max = options.maxGradNorm();
        return max == 0 || norm <= max ? 1 : max / (norm + 1e-6);
    }

    private void validate(int epoch, TrainingListener listener) {
        double sum = 0;
        for (PackedBatch batch : batches(split.validation())) {
            sum += network.evaluate(batch);
        }
        double loss = sum / targets(split.validation());
        if (!Double.isFinite(loss)) {
            throw new FineTuningException("epoch %d: the validation loss %s is not finite: try a smaller learning rate"
                    .formatted(epoch, loss));
        }
        ValidationLoss validation = new ValidationLoss(epoch, progress.steps().size(), loss);
        progress = progress.after(validation);
        if (progress.best() == validation) {
            network.takeSnapshot();
        }
        listener.onValidation(validation);
    }

    private Path save(TrainingStateFolder states) {
        try (PtNDManager arrays = network.newManager()) {
            return new TrainingStates(states.folder()).write(progress, network.state(arrays));
        }
    }

    private List<PackedBatch> batches(List<TrainingSequence> sequences) {
        return BatchSampler.microBatches(sequences, options.microBatchTokens()).stream()
                .map(part -> PackedBatch.of(part.stream()
                        .map(example -> new PackedBatch.Row(
                                example.ids(), example.firstTarget(), example.promptIds().length, example.soft()))
                        .toList()))
                .toList();
    }

    private static long targets(List<TrainingSequence> sequences) {
        return sequences.stream()
                .mapToLong(example -> example.length() - example.firstTarget())
                .sum();
    }
}
