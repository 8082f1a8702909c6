package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.TaskScore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result of an exam for the tasks of one group, such as the easy ones.
 *
 * @param name the part of the tasks' ids before the last slash
 * @param tasks the number of its tasks of which a sample was judged
 * @param passAt1 the mean share of passed samples
 */
public record ExamGroup(String name, int tasks, double passAt1) {

    private static final int MOST_GROUPS = 12;

    /** The groups of an exam in the order of their names. Empty if there is only one, or more than twelve. */
    public static List<ExamGroup> of(Collection<TaskScore> scores) {
        Map<String, List<TaskScore>> groups = scores.stream()
                .filter(score -> score.samples() > 0 && score.taskId().lastIndexOf('/') > 0)
                .collect(Collectors.groupingBy(ExamGroup::nameOf, TreeMap::new, Collectors.toList()));
        return groups.size() < 2 || groups.size() > MOST_GROUPS
                ? List.of()
                : groups.entrySet().stream()
                        .map(group -> new ExamGroup(
                                group.getKey(),
                                group.getValue().size(),
                                group.getValue().stream()
                                        .mapToDouble(score -> (double) score.passed() / score.samples())
                                        .average()
                                        .orElseThrow()))
                        .toList();
    }

    private static String nameOf(TaskScore score) {
        return score.taskId().substring(0, score.taskId().lastIndexOf('/'));
    }
}
