package dev.preceptor.run.practice;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TrainingSpecification;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Chooses which of the student's own attempts that passed are mixed into a training. */
public final class Replay {

    private Replay() {}

    /**
     * The ids of the attempts' examples that make up the share {@code training.replay} of all examples; all of them if there are too
     * few. They depend on the seed of the training and on the ids alone.
     *
     * @param lessons the number of the other examples of the training
     * @param kept the ids of the examples of attempts that passed
     */
    public static List<String> of(TrainingSpecification training, int lessons, Collection<String> kept) {
        double share = training.replay();
        long wanted = Math.round(share / (1 - share) * lessons);
        return kept.stream()
                .sorted(Comparator.comparing((String id) -> Ids.of("replay", training.seed(), id)))
                .limit(wanted)
                .toList();
    }
}
