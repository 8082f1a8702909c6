package dev.preceptor.run.difference;

import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TaskScore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the tasks that flipped between two exams. */
final class TaskFlips {

    private TaskFlips() {}

    /** The tasks that both exams judged, with different shares of samples that passed. */
    static List<TaskFlip> between(Evaluation from, Evaluation to) {
        Map<String, TaskScore> before = from.scores().stream()
                .filter(score -> score.samples() > 0)
                .collect(Collectors.toMap(TaskScore::taskId, Function.identity()));
        return to.scores().stream()
                .filter(score -> score.samples() > 0 && before.containsKey(score.taskId()))
                .map(score -> new TaskFlip(score.taskId(), before.get(score.taskId()), score))
                .filter(TaskFlip::isChange)
                .toList();
    }
}
