package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which examples each step consists of, for a whole training. It depends on the examples and options alone. */
final class StepPlan {

    /**
     * One step.
     *
     * @param epoch 1 for the first
     * @param ends whether it is the epoch's last, or the training's
     */
    record Step(List<TrainingSequence> examples, int epoch, boolean ends) {}

    private StepPlan() {}

    static List<Step> of(List<TrainingSequence> examples, FineTuningOptions options) {
        List<Step> plan = new ArrayList<>();
        for (int epoch = 1; options.steps() > 0 || epoch <= options.epochs(); epoch++) {
            List<List<TrainingSequence>> steps = epoch(order(examples, options, epoch - 1), options.batch());
            for (int i = 0; i < steps.size(); i++) {
                boolean last = plan.size() + 1 == options.steps();
                plan.add(new Step(steps.get(i), epoch, last || i == steps.size() - 1));
                if (last) {
                    return plan;
                }
            }
        }
        return plan;
    }

    private static List<TrainingSequence> order(List<TrainingSequence> examples, FineTuningOptions options, int epoch) {
        List<TrainingSequence> order = new ArrayList<>(examples);
        if (options.shuffle()) {
            Collections.shuffle(order, new Random(options.seed() * 31 + epoch));
        }
        return order;
    }

    private static List<List<TrainingSequence>> epoch(List<TrainingSequence> order, BatchSize batch) {
        return groups(order, batch.sequences(), batch.tokens());
    }

    /** The micro-batches of a step: as many examples each as have so many tokens together, at least one. */
    static List<List<TrainingSequence>> microBatches(List<TrainingSequence> step, int tokens) {
        return groups(step, Integer.MAX_VALUE, tokens);
    }

    private static List<List<TrainingSequence>> groups(List<TrainingSequence> order, int sequences, int tokens) {
        List<List<TrainingSequence>> groups = new ArrayList<>();
        List<TrainingSequence> group = new ArrayList<>();
        long size = 0;
        for (TrainingSequence sequence : order) {
            if (!group.isEmpty() && (group.size() == sequences || size + sequence.length() > tokens)) {
                groups.add(group);
                group = new ArrayList<>();
                size = 0;
            }
            group.add(sequence);
            size += sequence.length();
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
