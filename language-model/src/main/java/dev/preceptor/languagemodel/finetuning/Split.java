package dev.preceptor.languagemodel.finetuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The examples, divided. The seed and their number alone decide which are held out.
 *
 * @param training what is learned from, in its old order
 * @param heldOut what is only looked at; empty where nothing is held out
 */
record Split(List<TrainingSequence> training, List<TrainingSequence> heldOut) {

    /** @throws FineTuningException if there are too few to hold one out and train on another */
    static Split of(List<TrainingSequence> examples, double fraction, long seed) {
        if (fraction == 0) {
            return new Split(examples, List.of());
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
        Set<Integer> chosen = new HashSet<>(indices.subList(0, count));
        List<TrainingSequence> training = new ArrayList<>();
        List<TrainingSequence> heldOut = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            (chosen.contains(i) ? heldOut : training).add(examples.get(i));
        }
        return new Split(training, heldOut);
    }
}
