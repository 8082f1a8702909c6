package dev.preceptor.run.readmodel;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExampleOrigin;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/**
 * The lineage of a training example: every event and checkpoint that it came from, and the checkpoints that were trained on it. Its
 * JSON is the {@code lineage} of an exported line.
 *
 * @param pair {@code SOLVE}: task to program; {@code REFINE}: task, attempt and feedback to program; {@code SCORE}: task to the student's
 *     attempt, by the teacher's log-probabilities
 * @param attempt the student's program: the one that failed, or the example itself; null if the teacher was assigned the task directly
 * @param verdict of the attempt
 * @param feedback on the attempt, as the teacher got it
 * @param student the checkpoint that made the attempt
 * @param costUsd of the teacher's answer; only on the first example of a lesson, so that sums count it once
 * @param trained the checkpoints that were trained on it
 * @param origin {@code STUDENT} if the example is an attempt of the student; null if it is an answer of the teacher
 * @param rung the rung of the ladder that wrote the program; null if there is one teacher, or none
 * @param batch the provider's name of the batch that held the teacher's answer; null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record ExampleLineage(
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
        List<CheckpointReference> trained,
        ExampleOrigin origin,
        String rung,
        String batch) {

    public static ExampleLineage of(TrainingExample example, RecordedRun run) {
        Optional<TestResult> judged = run.resultOf(example.attemptId());
        return ExampleLineageBuilder.builder()
                .exampleId(example.id())
                .runId(example.runId())
                .round(example.round())
                .taskId(example.taskId())
                .sample(example.sample())
                .pair(example.pair().name())
                .assignmentId(example.assignmentId())
                .attemptId(example.attemptId())
                .attempt(judged.map(result -> result.submission().code()).orElse(null))
                .verdict(judged.map(result -> result.verdict().name()).orElse(null))
                .feedback(judged.map(TestResult::feedback).orElse(null))
                .student(judged.map(TestResult::submission)
                        .map(submission -> ((Attempt) submission).assignment().checkpoint())
                        .orElse(null))
                .refinementId(example.refinementId())
                .testResultId(example.testResultId())
                .teacherModel(example.teacherModel())
                .costUsd(example.costUsd())
                .trained(run.trainedOn(example).stream()
                        .map(checkpoint -> checkpoint.reference())
                        .toList())
                .origin(example.origin())
                .rung(example.rung())
                .batch(example.batch())
                .build();
    }
}
