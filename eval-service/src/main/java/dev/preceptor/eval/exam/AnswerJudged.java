package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * An answer in an exam was judged, or lost.
 *
 * @param checkpoint whose answer it is; null where another version wrote this
 * @param showsTests whether the task has public tests to refine an answer by
 * @param toMend the answer with the feedback of the public tests that it failed; null where it failed none
 */
@RecordBuilder
public record AnswerJudged(
        String runId,
        CheckpointReference checkpoint,
        int round,
        String taskId,
        int sample,
        int step,
        Judgement judgement,
        boolean showsTests,
        EarlierAttempt toMend)
        implements ExamEvent {

    /** The event for a test result; empty where it does not belong to an exam. */
    public static Optional<AnswerJudged> by(TestResult result) {
        if (!(result.submission() instanceof Attempt attempt)
                || attempt.assignment().purpose() != Purpose.EXAM) {
            return Optional.empty();
        }
        EarlierAttempt toMend = PublicFeedback.of(result)
                .map(feedback -> new EarlierAttempt(attempt.id(), attempt.code(), feedback))
                .orElse(null);
        return Optional.of(of(attempt.assignment(), Judgement.of(result), toMend));
    }

    /** The event for an assignment that was lost; empty where it does not belong to an exam. */
    public static Optional<AnswerJudged> lost(Assignment assignment) {
        return assignment.purpose() == Purpose.EXAM
                ? Optional.of(of(assignment, Judgement.FAULTED, null))
                : Optional.empty();
    }

    private static AnswerJudged of(Assignment assignment, Judgement judgement, EarlierAttempt toMend) {
        return AnswerJudgedBuilder.builder()
                .runId(assignment.runId())
                .checkpoint(assignment.checkpoint())
                .round(assignment.round())
                .taskId(assignment.task().id())
                .sample(assignment.sample())
                .step(assignment.step())
                .judgement(judgement)
                .showsTests(!assignment.task().publicTests().isEmpty())
                .toMend(toMend)
                .build();
    }
}
