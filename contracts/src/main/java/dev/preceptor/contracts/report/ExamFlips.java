package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.TaskScore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tasks of which two exams have different scores: the share of the judged samples that passed rose (gained) or fell (lost).
 *
 * @param before the round of the checkpoint to compare with; 0 is the untrained student
 * @param after the round of the other checkpoint
 * @param gained the number of tasks with a higher score in the later exam
 * @param lost the number of tasks with a lower score in the later exam
 * @param tasks the first of the gained and the first of the lost tasks, by id
 */
public record ExamFlips(int before, int after, int gained, int lost, List<Task> tasks) {

    /** A task with its scores from both exams. */
    public record Task(String taskId, boolean gained, TaskScore before, TaskScore after) {}

    /**
     * Compares two exams. A task without a judged sample in one of them is left out.
     *
     * @param most the greatest number of tasks to list in each direction
     */
    public static ExamFlips of(int before, List<TaskScore> earlier, int after, List<TaskScore> later, int most) {
        Map<String, TaskScore> known =
                earlier.stream().collect(Collectors.toMap(TaskScore::taskId, Function.identity(), (a, b) -> a));
        List<Task> flipped = later.stream()
                .filter(score -> score.samples() > 0 && known.containsKey(score.taskId()))
                .filter(score -> known.get(score.taskId()).samples() > 0)
                .filter(score -> score.compareShare(known.get(score.taskId())) != 0)
                .map(score -> new Task(
                        score.taskId(),
                        score.compareShare(known.get(score.taskId())) > 0,
                        known.get(score.taskId()),
                        score))
                .sorted((a, b) -> a.taskId().compareTo(b.taskId()))
                .toList();
        List<Task> gained = flipped.stream().filter(Task::gained).toList();
        List<Task> lost = flipped.stream().filter(task -> !task.gained()).toList();
        List<Task> listed = Stream.concat(
                        gained.stream().limit(most), lost.stream().limit(most))
                .toList();
        return new ExamFlips(before, after, gained.size(), lost.size(), listed);
    }
}
