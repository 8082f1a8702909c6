package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * The training curve of a round. Its size is limited: a long training keeps every second, fourth, eighth, ... step, and the last.
 *
 * @param jobId of the training; null where it is unknown
 * @param every of so many steps one is kept
 * @param steps in their order
 * @param validation the validation loss after each epoch; known when the training has ended
 */
public record CurveState(String jobId, int every, List<TrainingStep> steps, List<ValidationLoss> validation) {

    static final int MOST_STEPS = 400;

    public CurveState {
        steps = List.copyOf(steps);
        validation = validation == null ? List.of() : List.copyOf(validation);
    }

    /** The curve after one more step of a job. A step that comes again changes nothing; another job begins a new curve. */
    public static CurveState after(CurveState before, String jobId, TrainingStep step) {
        if (before == null || before.jobId != null && !before.jobId.equals(jobId)) {
            return new CurveState(jobId, 1, List.of(step), List.of());
        }
        return before.isAfterLast(step) ? before.with(step) : before;
    }

    /** The curve that the checkpoint of a training came with. Steps of the training that arrive later change nothing. */
    public static CurveState complete(CurveState before, List<TrainingStep> steps, List<ValidationLoss> validation) {
        return new CurveState(before == null ? null : before.jobId, 1, steps, validation);
    }

    private boolean isAfterLast(TrainingStep step) {
        return steps.isEmpty() || step.step() > steps.get(steps.size() - 1).step();
    }

    private CurveState with(TrainingStep step) {
        List<TrainingStep> kept = new ArrayList<>(steps);
        // The last step is shown, but kept only if it is one of every so many.
        if (!kept.isEmpty() && !isKept(kept.get(kept.size() - 1), every)) {
            kept.remove(kept.size() - 1);
        }
        kept.add(step);
        int distance = every;
        if (kept.size() > MOST_STEPS) {
            distance = 2 * every;
            for (int i = kept.size() - 2; i >= 0; i--) {
                if (!isKept(kept.get(i), distance)) {
                    kept.remove(i);
                }
            }
        }
        return new CurveState(jobId, distance, kept, validation);
    }

    private static boolean isKept(TrainingStep step, int every) {
        return (step.step() - 1) % every == 0;
    }
}
