package dev.preceptor.eval.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.eval.Exams;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerJudgedTest {

    private static final CaseResult PUBLIC_FAILURE =
            new CaseResult("assert f(1) == 1", true, false, "f(1)", "1", "2", null);
    private static final CaseResult PUBLIC_PASS =
            new CaseResult("assert f(1) == 1", true, true, null, null, null, null);
    private static final CaseResult PRIVATE_FAILURE =
            new CaseResult("assert f(9) == 9", false, false, "f(9)", "9", "10", null);

    private final Assignment assignment = Exams.assignment(Exams.task("t"), 0, 0);

    @Test
    void tellsWhatThePublicTestsSayAndNothingOfThePrivateOnes() {
        AnswerJudged answer = judged(Verdict.FAILED, PUBLIC_FAILURE, PRIVATE_FAILURE);

        assertThat(answer.judgement()).isEqualTo(Judgement.FAILED);
        assertThat(answer.toMend().feedback()).isEqualTo("f(1) returned 2, expected 1");
    }

    @Test
    void leavesAnAnswerAloneThatOnlyPrivateTestsRefuse() {
        assertThat(judged(Verdict.FAILED, PUBLIC_PASS, PRIVATE_FAILURE).toMend())
                .isNull();
    }

    @Test
    void mendsWhatNeverReachedATest() {
        assertThat(judged(Verdict.TIMED_OUT).toMend().feedback()).isEqualTo("timed out");
    }

    @Test
    void takesASandboxErrorForAFaultOfOurs() {
        AnswerJudged answer = judged(Verdict.SANDBOX_ERROR);

        assertThat(answer.judgement()).isEqualTo(Judgement.FAULTED);
        assertThat(answer.toMend()).isNull();
    }

    @Test
    void isNothingToAnExamWhereItWasPractice() {
        assertThat(AnswerJudged.by(Exams.result(Exams.practice(assignment), Verdict.PASSED)))
                .isEmpty();
        assertThat(AnswerJudged.lost(Exams.practice(assignment))).isEmpty();
    }

    private AnswerJudged judged(Verdict verdict, CaseResult... cases) {
        return AnswerJudged.by(Exams.result(assignment, verdict, List.of(cases)))
                .orElseThrow();
    }
}
