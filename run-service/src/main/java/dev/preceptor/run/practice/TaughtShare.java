package dev.preceptor.run.practice;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TrainingSpecification;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which examples are trained on where only a share of the taught tasks is wanted, as for a curve of data efficiency. */
public final class TaughtShare {

    private TaughtShare() {}

    /**
     * The ids of the examples of the share's tasks, sorted. Which tasks those are hangs on the seed alone, and a smaller
     * share's tasks are among a larger one's; of a share there is at least one task.
     *
     * @param taskOfExample of all examples that there are
     */
    public static List<String> of(TrainingSpecification training, Map<String, String> taskOfExample) {
        List<String> inOrder = taskOfExample.values().stream()
                .distinct()
                .sorted(Comparator.comparing((String task) -> Ids.of("share", training.seed(), task)))
                .toList();
        Set<String> chosen = Set.copyOf(inOrder.subList(0, (int) Math.ceil(training.fraction() * inOrder.size())));
        return taskOfExample.entrySet().stream()
                .filter(example -> chosen.contains(example.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.toList());
    }
}
