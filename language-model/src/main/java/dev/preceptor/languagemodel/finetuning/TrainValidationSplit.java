package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A split of the examples into a training and a validation set. It depends only on the seed and the number of examples.
 *
 * @param training the examples to train on, in their original order
 * @param validation the held-out examples; may be empty
 */
record TrainValidationSplit(List<TrainingSequence> training, List<TrainingSequence> validation) {

    /**
     * Splits examples.
     *
     * @param fraction the fraction of the validation set, which has at least one example; 0 for an empty one
     * @throws FineTuningException if there are too few examples for both sets
     */
    static TrainValidationSplit of(List<TrainingSequence> examples, double fraction, long seed) {
        if (fraction == 0) {
            return new TrainValidationSplit(examples, List.of());
        }
        int count = (int) Math.max(1, Math.round(fraction * examples.size()));
        if (count >= examples.size()) {
            throw new FineTuningException("a validation fraction of %s leaves none of %d examples to train on"
                    .formatted(fraction, examples.size()));
        }
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            indices.add(i);
        }
        Collections.shuffle(indices, new Random(seed));
        Set<Integer> validationIndices = new HashSet<>(indices.subList(0, count));
        List<TrainingSequence> training = new ArrayList<>();
        List<TrainingSequence> validation = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            (validationIndices.contains(i) ? validation : training).add(examples.get(i));
        }
        return new TrainValidationSplit(training, validation);
    }
}
