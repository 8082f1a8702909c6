package dev.preceptor.run.exam;

import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.TaskScore;
import java.util.Map;
import java.util.stream.Collectors;

/** The scores of an exam by task. */
public final class ExamScores {

    private ExamScores() {}

    /** The share of each task's judged samples that passed, by task id. Tasks without a judged sample are left out. */
    public static Map<String, Double> shares(Evaluation evaluation) {
        return evaluation.scores().stream()
                .filter(score -> score.samples() > 0)
                .collect(Collectors.toMap(TaskScore::taskId, score -> (double) score.passed() / score.samples()));
    }
}
