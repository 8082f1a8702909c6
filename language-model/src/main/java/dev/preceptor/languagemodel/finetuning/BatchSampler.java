package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Determines the examples of each step of a training. The result depends only on the examples and the options. */
final class BatchSampler {

    /**
     * A step.
     *
     * @param examples the examples of the step
     * @param epoch the number of the epoch, starting at 1
     * @param endsEpoch whether it is the last step of the epoch or of the training
     */
    record Step(List<TrainingSequence> examples, int epoch, boolean endsEpoch) {}

    private BatchSampler() {}

    /** Returns the steps of a training, in their order. */
    static List<Step> steps(List<TrainingSequence> examples, FineTuningOptions options) {
        List<Step> all = new ArrayList<>();
        for (int epoch = 1; options.steps() > 0 || epoch <= options.epochs(); epoch++) {
            List<List<TrainingSequence>> batches = batches(order(examples, options, epoch - 1), options.batch());
            for (int i = 0; i < batches.size(); i++) {
                boolean last = all.size() + 1 == options.steps();
                all.add(new Step(batches.get(i), epoch, last || i == batches.size() - 1));
                if (last) {
                    return all;
                }
            }
        }
        return all;
    }

    /** Returns the examples of an epoch, numbered from 0, in their order. */
    static List<TrainingSequence> order(List<TrainingSequence> examples, FineTuningOptions options, int epoch) {
        List<TrainingSequence> order = new ArrayList<>(examples);
        if (options.shuffle()) {
            Collections.shuffle(order, new Random(options.seed() * 31 + epoch));
        }
        return order;
    }

    private static List<List<TrainingSequence>> batches(List<TrainingSequence> order, BatchSize batch) {
        return groups(order, batch.sequences(), batch.tokens());
    }

    /** Splits a step into micro-batches with at most this many tokens, and at least one example each. */
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
