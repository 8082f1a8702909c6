package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training is: what it must remember beside its tensors.
 *
 * @param fingerprint of what is trained
 * @param steps those that are done
 * @param validation the epochs' that are done
 * @param seconds that the steps took
 */
record TrainingProgress(
        TrainingFingerprint fingerprint, List<TrainingStep> steps, List<ValidationLoss> validation, double seconds) {

    TrainingProgress {
        steps = List.copyOf(steps);
        validation = List.copyOf(validation);
    }

    TrainingProgress after(TrainingStep step, double taken) {
        List<TrainingStep> more = new ArrayList<>(steps);
        more.add(step);
        return new TrainingProgress(fingerprint, more, validation, seconds + taken);
    }

    TrainingProgress after(ValidationLoss loss) {
        List<ValidationLoss> more = new ArrayList<>(validation);
        more.add(loss);
        return new TrainingProgress(fingerprint, steps, more, seconds);
    }

    /** The epoch with the least loss; the first of equals. */
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
