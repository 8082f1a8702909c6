package dev.preceptor.languagemodel.finetuning;

import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.PackedBatch;
import dev.preceptor.languagemodel.network.TrainableNetwork;
import java.nio.file.Path;
import java.util.List;

/** The steps of one training, from its beginning or from where an earlier process was. */
final class TrainingRun {

    private final TrainableNetwork network;
    private final FineTuningOptions options;
    private final Split examples;
    private final List<StepPlan.Step> plan;
    private final Activations activations;
    private TrainingProgress progress;

    TrainingRun(
            TrainableNetwork network,
            FineTuningOptions options,
            Split examples,
            Activations activations,
            TrainingFingerprint fingerprint) {
        this.network = network;
        this.options = options;
        this.examples = examples;
        plan = StepPlan.of(examples.training(), options);
        this.activations = activations;
        progress = new TrainingProgress(fingerprint, List.of(), List.of(), 0);
    }

    /** Goes on from a state of the same training. */
    void resume(Path state) {
        progress = SavedTraining.progress(state);
        try (PtNDManager arrays = network.newManager()) {
            network.restore(TensorFolder.tensors(state, arrays));
        }
    }

    /**
     * Does what is left.
     *
     * @param saving null: never
     */
    TrainingProgress finish(Saving saving, TrainingListener listener) {
        for (int i = progress.steps().size(); i < plan.size(); i++) {
            long start = System.nanoTime();
            TrainingStep step = step(plan.get(i).examples(), i);
            progress = progress.after(step, (System.nanoTime() - start) / 1e9);
            listener.onStep(step, progress.tokensPerSecond());
            if (plan.get(i).ends() && !examples.heldOut().isEmpty()) {
                validate(plan.get(i).epoch(), listener);
            }
            if (saving != null && (i + 1) % saving.everySteps() == 0) {
                listener.onSaved(save(saving));
            }
        }
        if (!examples.heldOut().isEmpty()) {
            network.restoreSnapshot();
        }
        return progress;
    }

    private TrainingStep step(List<TrainingSequence> step, int index) {
        long targets = targets(step);
        double sum = 0;
        for (PackedBatch batch : batches(step)) {
            sum += network.accumulate(batch, 1.0 / targets, activations);
        }
        double loss = sum / targets;
        double norm = network.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new FineTuningException(
                    "step %d: loss %s and gradient %s are no numbers any more: try a smaller learning rate, a longer warm-up or a smaller greatest gradient norm"
                            .formatted(index + 1, loss, norm));
        }
        double rate = options.learningRate().at(index, plan.size());
        network.update(index + 1, clipping(norm), rate, options.optimizer());
        int tokens = step.stream().mapToInt(TrainingSequence::length).sum();
        return new TrainingStep(index + 1, plan.size(), loss, rate, norm, tokens);
    }

    private double clipping(double norm) {
        double greatest = options.maxGradNorm();
        return greatest == 0 || norm <= greatest ? 1 : greatest / (norm + 1e-6);
    }

    private void validate(int epoch, TrainingListener listener) {
        double sum = 0;
        for (PackedBatch batch : batches(examples.heldOut())) {
            sum += network.evaluate(batch);
        }
        double loss = sum / targets(examples.heldOut());
        if (!Double.isFinite(loss)) {
            throw new FineTuningException(
                    "epoch %d: the loss on the held-out examples, %s, is no number any more: try a smaller learning rate"
                            .formatted(epoch, loss));
        }
        ValidationLoss validation = new ValidationLoss(epoch, progress.steps().size(), loss);
        progress = progress.after(validation);
        if (progress.best() == validation) {
            network.takeSnapshot();
        }
        listener.onValidation(validation);
    }

    private Path save(Saving saving) {
        try (PtNDManager arrays = network.newManager()) {
            return new SavedTraining(saving.folder()).write(progress, network.state(arrays));
        }
    }

    private List<PackedBatch> batches(List<TrainingSequence> sequences) {
        return StepPlan.microBatches(sequences, options.microBatchTokens()).stream()
                .map(part -> PackedBatch.of(part.stream()
                        .map(example -> new PackedBatch.Row(example.ids(), example.firstTarget()))
                        .toList()))
                .toList();
    }

    private static long targets(List<TrainingSequence> sequences) {
        return sequences.stream()
                .mapToLong(example -> example.length() - example.firstTarget())
                .sum();
    }
}
