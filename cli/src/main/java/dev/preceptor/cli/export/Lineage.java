package dev.preceptor.cli.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.cli.history.RecordedRun;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import java.util.List;
import java.util.Optional;

/**
 * All that a line of a training set came from.
 *
 * @param pair {@code SOLVE}: task to program; {@code REFINE}: task, attempt and feedback to program
 * @param attempt the student's program that failed; null where the teacher was assigned the task directly
 * @param verdict of the attempt
 * @param feedback what the teacher was told of it
 * @param student the checkpoint that made the attempt
 * @param costUsd what the teacher's answer cost, counted once, on the lesson's first pair
 * @param trained the checkpoints that were trained on it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Lineage(
        String exampleId,
        String runId,
        int round,
        String taskId,
        int sample,
        String pair,
        String assignmentId,
        String attemptId,
        String attempt,
        String verdict,
        String feedback,
        CheckpointReference student,
        String refinementId,
        String testResultId,
        String teacherModel,
        double costUsd,
        List<CheckpointReference> trained) {

    static Lineage of(TrainingExample example, RecordedRun run) {
        Optional<TestResult> judged = run.resultOf(example.attemptId());
        return new Lineage(
                example.id(),
                example.runId(),
                example.round(),
                example.taskId(),
                example.sample(),
                example.pair().name(),
                example.assignmentId(),
                example.attemptId(),
                judged.map(result -> result.submission().code()).orElse(null),
                judged.map(result -> result.verdict().name()).orElse(null),
                judged.map(TestResult::feedback).orElse(null),
                judged.map(TestResult::submission)
                        .map(submission -> ((Attempt) submission).assignment().checkpoint())
                        .orElse(null),
                example.refinementId(),
                example.testResultId(),
                example.teacherModel(),
                example.costUsd(),
                run.trainedOn(example).stream()
                        .map(checkpoint -> checkpoint.reference())
                        .toList());
    }
}
