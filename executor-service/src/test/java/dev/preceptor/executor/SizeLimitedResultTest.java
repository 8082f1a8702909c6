package dev.preceptor.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizeLimitedResultTest {

    private static final RecordLimit RECORDS = new RecordLimit(100_000);
    private static final CaseResult FAILED = new CaseResult(
            "assert f(" + "1, ".repeat(60) + ") == 1", true, false, "f(" + "1, ".repeat(60) + ")", "1", "2", null);

    @Test
    void whatFitsStaysAsItIs() {
        TestResult small = result("pass", List.of(FAILED), "f(1) returned 2");
        assertThat(SizeLimitedResult.of(small, RECORDS)).isSameAs(small);
    }

    @Test
    void textsAreCutWhereTheyAreTooMuchAndTheVerdictsStay() {
        TestResult large = result("pass", Collections.nCopies(200, FAILED), "f ".repeat(50_000));
        TestResult cut = SizeLimitedResult.of(large, RECORDS);

        assertThat(RECORDS.excess(cut)).isEmpty();
        assertThat(cut.id()).isEqualTo(large.id());
        assertThat(cut.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(cut.cases()).hasSize(200).allSatisfy(each -> assertThat(each.passed())
                .isFalse());
        assertThat(cut.feedback()).startsWith("f f");
    }

    @Test
    void ofVeryManyTestsTheFirstFailuresStayAndTheOthersAreCounted() {
        CaseResult passed = new CaseResult("assert f(2) == 2", false, true, "f(2)", "2", null, null);
        List<CaseResult> cases = new ArrayList<>(Collections.nCopies(9_000, passed));
        cases.addAll(Collections.nCopies(1_234, FAILED));
        TestResult counted = SizeLimitedResult.of(result("pass", cases, "1234 of 10234 tests failed."), RECORDS);

        assertThat(RECORDS.excess(counted)).isEmpty();
        assertThat(counted.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(counted.feedback()).isEqualTo("1234 of 10234 tests failed.");
        assertThat(counted.cases()).hasSize(102);
        assertThat(counted.cases().subList(0, 101))
                .allSatisfy(each -> assertThat(each.passed()).isFalse());
        assertThat(counted.cases().get(0).call()).startsWith("f(1, 1, ");
        assertThat(counted.cases().get(100).test()).isEqualTo("1,134 more tests failed");
        assertThat(counted.cases().get(101).test()).isEqualTo("9,000 tests passed");
        assertThat(counted.cases().get(101).passed()).isTrue();
    }

    @Test
    void whatIsTooMuchEvenSoIsAFaultOfOursWithItsReason() {
        RecordLimit small = new RecordLimit(20_000);
        TestResult large = result("pass", Collections.nCopies(10_000, FAILED), "f(1) returned 2");
        TestResult fault = SizeLimitedResult.of(large, small);

        assertThat(small.excess(fault)).isEmpty();
        assertThat(fault.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
        assertThat(fault.cases()).isEmpty();
        assertThat(fault.feedback()).isNull();
        assertThat(fault.detail()).contains("run-1/tasks/7", "preceptor.max-message-bytes");
    }

    @Test
    void aSubmissionThatLeavesNoRoomIsPutAside() {
        TestResult large = result("x = 1\n".repeat(20_000), List.of(), null);
        assertThatThrownBy(() -> SizeLimitedResult.of(large, RECORDS)).isInstanceOf(OversizedEventException.class);
    }

    private static TestResult result(String code, List<CaseResult> cases, String feedback) {
        Task task = TaskBuilder.builder()
                .id("tasks/7")
                .prompt("Write f.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 1"))
                .build();
        Assignment assignment = AssignmentBuilder.builder()
                .id("a")
                .runId("run-1")
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .build();
        Attempt attempt = Attempt.of("t", assignment, code, "", 1, 1, FinishReason.STOP, 0.1);
        return new TestResult("r", attempt, Verdict.FAILED, cases, feedback, null, 0.1);
    }
}
