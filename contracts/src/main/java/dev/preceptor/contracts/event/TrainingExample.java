package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.task.StudentPrompt;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * A pair of prompt and completion that the student is trained on, with the ids of the events that it was made from.
 *
 * @param pair the kind of pair
 * @param pairs number of pairs made from the same program
 * @param prompt the text that the student is prompted with
 * @param completion the program to learn; of a {@link PairKind#SCORE}, the whole answer of the student
 * @param attemptId the student's attempt: the one that the teacher corrected, or the example itself; null if the teacher was assigned
 *     the task directly
 * @param refinementId the teacher's answer; null if the program is the student's
 * @param teacherModel the model that answered; null if the program is the student's
 * @param costUsd cost of the teacher's answer in US dollars on the refinement's first pair; 0 on others
 * @param origin who wrote the program; null: the teacher
 * @param rung the name of the rung of the ladder that wrote the program; null if the run has one teacher, or none
 * @param batch the provider's name of the batch that held the teacher's answer; null if there is none
 * @param softTargets where the teacher's log-probabilities at the completion's tokens are; null if there are none
 * @param tokens the completion's tokens, with the end token if it has one; null: those of its text, and an end token
 * @param checkpoint the weights that wrote the completion; null unless it is a scored attempt
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
        double costUsd,
        ExampleOrigin origin,
        String rung,
        @JsonInclude(JsonInclude.Include.NON_NULL) String batch,
        @JsonInclude(JsonInclude.Include.NON_NULL) SoftTargets softTargets,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Integer> tokens,
        @JsonInclude(JsonInclude.Include.NON_NULL) CheckpointReference checkpoint)
        implements Event {

    /** The id of an example from the teacher's answer: a hash of the refinement's id and the kind of pair. */
    public static String idOf(String refinementId, PairKind pair) {
        return Ids.of("training-example", refinementId, pair);
    }

    /**
     * The id of an example from the student's attempt that passed: a hash of run, task and program. The same program of another attempt
     * is the same example.
     */
    public static String idOfSolution(String runId, String taskId, String program) {
        return Ids.of("own-example", runId, taskId, program.strip());
    }

    /** The id of an example from an attempt of the student, whatever its verdict: a hash of the attempt's id. */
    public static String idOfAttempt(String attemptId) {
        return Ids.of("own-example", attemptId);
    }

    /** Returns whether the program is the student's own, and is the label itself. */
    @JsonIgnore
    public boolean isOwn() {
        return origin == ExampleOrigin.STUDENT && !isScored();
    }

    /** Returns whether the student learns from log-probabilities alone, and the completion is no label. */
    @JsonIgnore
    public boolean isScored() {
        return pair == PairKind.SCORE;
    }

    @Override
    public String key() {
        return Ids.taskKey(runId, taskId);
    }
}
