package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.List;

/**
 * The progress of a training: the part of its state that is not tensors.
 *
 * @param fingerprint the identity of the training
 * @param steps the completed steps
 * @param validation the validation losses of the completed epochs
 * @param seconds the total time of the steps
 */
record TrainingProgress(
        TrainingFingerprint fingerprint, List<TrainingStep> steps, List<ValidationLoss> validation, double seconds) {

    TrainingProgress {
        steps = List.copyOf(steps);
        validation = List.copyOf(validation);
    }

    TrainingProgress after(TrainingStep step, double stepSeconds) {
        List<TrainingStep> all = new ArrayList<>(steps);
        all.add(step);
        return new TrainingProgress(fingerprint, all, validation, seconds + stepSeconds);
    }

    TrainingProgress after(ValidationLoss loss) {
        List<ValidationLoss> all = new ArrayList<>(validation);
        all.add(loss);
        return new TrainingProgress(fingerprint, steps, all, seconds);
    }

    /** Returns the least validation loss; the first if several are equal. */
    ValidationLoss best() {
        ValidationLoss best = validation.get(0);
        for (ValidationLoss loss : validation) {
            best = loss.loss() < best.loss() ? loss : best;
        }
        return best;
    }

    double tokensPerSecond() {
        return steps.stream().mapToLong(TrainingStep::tokens).sum() / seconds;
    }
}
