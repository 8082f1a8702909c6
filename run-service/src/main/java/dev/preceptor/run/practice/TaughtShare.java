package dev.preceptor.run.practice;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TrainingSpecification;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Chooses the tasks whose examples are trained on, where only a share is wanted, as for a curve of data efficiency. */
public final class TaughtShare {

    private TaughtShare() {}

    /**
     * The tasks of the share. They depend on the seed alone, the tasks of a smaller share are among those of a larger one, and a share
     * has at least one task.
     *
     * @param taught all tasks that have examples
     */
    public static Set<String> of(TrainingSpecification training, Collection<String> taught) {
        List<String> inOrder = taught.stream()
                .distinct()
                .sorted(Comparator.comparing((String task) -> Ids.of("share", training.seed(), task)))
                .toList();
        return Set.copyOf(inOrder.subList(0, (int) Math.ceil(training.fraction() * inOrder.size())));
    }
}
