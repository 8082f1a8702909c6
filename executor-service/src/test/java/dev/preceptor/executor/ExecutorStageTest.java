package dev.preceptor.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.stage.health.Progress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutorStageTest {

    private static final Judgement FAILED =
            new Judgement(Verdict.FAILED, List.of(), "all of it", "the public part", null, 0.1);

    private static final ExecutorStage STAGE = new ExecutorStage(
            null, null, null, new Progress(Duration.ofHours(1)), new RecordLimit(RecordLimit.DEFAULT_BYTES));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWERED")
    void aRefinementWithoutCodeIsPassedOver(RefinementOutcome outcome) {
        assertThat(STAGE.judge(refinement(outcome))).isNull();
    }

    @Test
    void aRefinementThatDoesNotSayHowItEndedIsRefused() {
        assertThatThrownBy(() -> STAGE.judge(refinement(null)))
                .isInstanceOf(IncompleteEventException.class)
                .hasMessageContaining("its outcome is missing");
    }

    @Test
    void theTeacherSeesAllFeedbackAndTheStudentInAnExamThePublicPart() {
        TestResult practice = ExecutorStage.result(attempt(Purpose.PRACTICE), FAILED);
        TestResult exam = ExecutorStage.result(attempt(Purpose.EXAM), FAILED);

        assertThat(practice.feedback()).isEqualTo("all of it");
        assertThat(exam.feedback()).isEqualTo("the public part");
    }

    @Test
    void theResultSaysWhereTheTestsRan() {
        Judgement inside = new Judgement(Verdict.PASSED, List.of(), null, null, null, 0.1, Judgement.INSIDE);

        assertThat(ExecutorStage.result(attempt(Purpose.PRACTICE), inside).judged())
                .isEqualTo("inside");
        assertThat(ExecutorStage.result(attempt(Purpose.PRACTICE), FAILED).judged())
                .isNull();
    }

    @Test
    void aRedeliveredAttemptGivesAResultOfTheSameIdAndKey() {
        TestResult first = ExecutorStage.result(attempt(Purpose.PRACTICE), FAILED);
        TestResult second = ExecutorStage.result(attempt(Purpose.PRACTICE), FAILED);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.key()).isEqualTo("run-1/tasks/7");
    }

    private static Refinement refinement(RefinementOutcome outcome) {
        return RefinementBuilder.builder()
                .id("r")
                .assigned(assignment(Purpose.PRACTICE))
                .number(1)
                .kind(RefinementKind.DIRECT)
                .outcome(outcome)
                .detail("no code")
                .model("m")
                .promptTokens(0)
                .completionTokens(0)
                .costUsd(0)
                .build();
    }

    private static Attempt attempt(Purpose purpose) {
        Assignment assignment = assignment(purpose);
        return Attempt.of(Attempt.idOf(assignment), assignment, "code", "completion", 1, 1, FinishReason.STOP, 0.1);
    }

    private static Assignment assignment(Purpose purpose) {
        Task task = TaskBuilder.builder()
                .id("tasks/7")
                .prompt("prompt")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of("assert f()"))
                .build();
        String id = Assignment.idOf("run-1", 1, purpose, Assignee.STUDENT, task.id(), 0, 0);
        return AssignmentBuilder.builder()
                .id(id)
                .runId("run-1")
                .round(1)
                .purpose(purpose)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .sampling(new Sampling(0.3, 1, 256))
                .build();
    }
}
