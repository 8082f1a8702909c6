package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.task.StudentPrompt;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A pair of prompt and completion that the student is trained on, with the ids of the events that it was made from.
 *
 * @param pair the kind of pair
 * @param pairs number of pairs made from the same refinement
 * @param prompt the text that the student is prompted with
 * @param completion the program to learn
 * @param attemptId the failed attempt; null if the teacher was assigned the task directly
 * @param costUsd cost of the teacher's answer in US dollars on the refinement's first pair; 0 on others
 */
@RecordBuilder
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

    /** An example's id: a hash of the refinement's id and the kind of pair. */
    public static String idOf(String refinementId, PairKind pair) {
        return Ids.of("training-example", refinementId, pair);
    }

    @Override
    public String key() {
        return Ids.taskKey(runId, taskId);
    }
}
