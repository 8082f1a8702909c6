package dev.preceptor.teacher.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Decision;
import dev.preceptor.teacher.lesson.Refiner;
import dev.preceptor.teacher.lesson.TeachingRules;
import dev.preceptor.teaching.RefinementRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTeacherTest {

    private static final String MISNAMED = "The program does not define `double`.";

    @Test
    void aStandardModuleThatIsNotImportedIsImported() {
        Answer answer = answer(
                "def double(n):\n    return math.fsum([n, n])\n",
                "2 of 2 tests failed. The first of them:\nCall: double(3)\nExpected: 6\n"
                        + "Error: NameError: name 'math' is not defined\nLine 2: return math.fsum([n, n])");

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.code()).isEqualTo("import math\n\ndef double(n):\n    return math.fsum([n, n])\n");
        assertThat(answer.bill()).isEqualTo(Answer.Bill.FREE);
        assertThat(answer.model()).isEqualTo("rule");
    }

    @Test
    void aNameThatIsNoModuleIsLeftToTheNextRung() {
        Answer answer = answer(Given.WRONG, "Error: NameError: name 'count' is not defined");

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(answer.detail()).isEqualTo("No rule mends this failure.");
    }

    @Test
    void theOnlyFunctionGetsTheNameThatTheTaskAsksFor() {
        Answer answer = answer(
                "def twice(n):\n    # self.twice is no call of it\n    return 2 if n == 1 else 2 + twice(n - 1)\n",
                MISNAMED);

        assertThat(answer.code())
                .isEqualTo(
                        "def double(n):\n    # self.twice is no call of it\n    return 2 if n == 1 else 2 + double(n - 1)\n");
    }

    @Test
    void ofSeveralFunctionsNoneIsRenamed() {
        assertThat(answer("def f(n):\n    return n\n\ndef g(n):\n    return f(n)\n", MISNAMED)
                        .outcome())
                .isEqualTo(RefinementOutcome.NO_CODE);
    }

    @Test
    void theTeacherAfterTheRulesIsAskedAsIfTheyHadNotBeenAsked() {
        RefinementRequest request = request(Given.WRONG, "It fails.");
        List<RefinementRequest> asked = new ArrayList<>();
        List<Refinement> emitted = new ArrayList<>();
        Refiner refiner = new Refiner(
                each -> each.teacher().isRule()
                        ? new RuleTeacher()
                        : next -> {
                            asked.add(next);
                            return new Answer(
                                    RefinementOutcome.ANSWERED,
                                    Given.RIGHT,
                                    null,
                                    "m",
                                    3,
                                    4,
                                    new Answer.Bill(0.5, 0, null));
                        },
                Given::noScore);

        refiner.refine(request, any -> false, emitted::add);

        assertThat(emitted).extracting(Refinement::rung).containsExactly("rule", "large");
        assertThat(asked).singleElement().satisfies(next -> assertThat(next.previous())
                .isNull());
    }

    @Test
    void aMendedProgramThatFailsGoesToTheTeacherAfterTheRules() {
        TestResult failure = request(Given.WRONG, "It fails.").failure();
        TestResult failed =
                Given.result(Given.refinement(failure, 1, "def double(n):\n    return n\n"), Verdict.FAILED);

        RefinementRequest next = ((Decision.RequestRefinement) TeachingRules.onTestResult(failed)).request();

        assertThat(next.teacher().name()).isEqualTo("large");
        assertThat(next.previous()).isNull();
    }

    private static Answer answer(String attempt, String feedback) {
        return new RuleTeacher().answer(request(attempt, feedback));
    }

    private static RefinementRequest request(String attempt, String feedback) {
        Assignment ladder = Given.onLadder(
                TeacherSpecificationBuilder.builder()
                        .backend("rule")
                        .name("rule")
                        .build(),
                Given.openAi("http://localhost:1/v1", null, 1, 1).withName("large"));
        TestResult failed = Given.result(Given.attempt(ladder, attempt), Verdict.FAILED);
        return RefinementRequest.firstFor(new TestResult(
                failed.id(), failed.submission(), failed.verdict(), failed.cases(), feedback, null, 0.1));
    }
}
