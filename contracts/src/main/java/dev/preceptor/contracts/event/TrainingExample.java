package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.task.StudentPrompt;

/**
 * One lesson as the student is trained on it, with the ids of all that it came from.
 *
 * @param pair which of the lesson's pairs this is
 * @param pairs how many pairs the lesson has
 * @param prompt the same text that the student is asked with
 * @param completion the program to learn
 * @param attemptId the attempt that failed; null where the teacher was assigned the task directly
 * @param costUsd what the teacher's answer cost; counted once, on the lesson's first pair
 */
public record TrainingExample(
        String id,
        String runId,
        int round,
        String taskId,
        int sample,
        PairKind pair,
        int pairs,
        StudentPrompt prompt,
        String completion,
        String assignmentId,
        String attemptId,
        String refinementId,
        String testResultId,
        String teacherModel,
        double costUsd)
        implements Event {

    /** An example's id: the refinement and the kind of pair determine it. */
    public static String idOf(String refinementId, PairKind pair) {
        return Ids.of("training-example", refinementId, pair);
    }

    @Override
    public String key() {
        return Ids.taskKey(runId, taskId);
    }
}
