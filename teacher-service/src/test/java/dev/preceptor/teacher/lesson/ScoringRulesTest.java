package dev.preceptor.teacher.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.ScoreContext;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which attempts are scored, when, and with which context. */
class ScoringRulesTest {

    private static final OpdSpecification FAILED =
            OpdSpecificationBuilder.builder().build();
    private static final OpdSpecification ALL =
            OpdSpecificationBuilder.builder().on("all").build();
    private static final OpdSpecification AFTER_REFINEMENT = OpdSpecificationBuilder.builder()
            .context(List.of(ScoreContext.REFINEMENT))
            .build();

    private static TestResult attempt(Method method, OpdSpecification opd, Verdict verdict) {
        TeacherSpecification teacher = Given.openAi("http://localhost:1/v1", null, 1, 2);
        return Given.result(
                Given.attempt(
                        Given.practice(Given.task(Given.RIGHT), method, teacher)
                                .withTeaching(new Teaching(method, teacher, false, List.of(), opd)),
                        Given.WRONG),
                verdict);
    }

    @Test
    void aFailureIsScoredAtOnce() {
        TestResult failed = attempt(Method.OPD, FAILED, Verdict.FAILED);

        assertThat(TeachingRules.onTestResult(failed))
                .isEqualTo(new Decision.RequestScore(new ScoreRequest(failed, null)));
        assertThat(TeachingRules.onTestResult(attempt(Method.OPD, FAILED, Verdict.PASSED)))
                .isEqualTo(new Decision.Ignore());
        assertThat(TeachingRules.onTestResult(attempt(Method.OPD, ALL, Verdict.SANDBOX_ERROR)))
                .isEqualTo(new Decision.Ignore());
    }

    @Test
    void attemptsThatPassedAreScoredIfAllAre() {
        TestResult passed = attempt(Method.OPD, ALL, Verdict.PASSED);

        assertThat(TeachingRules.onTestResult(passed))
                .isEqualTo(new Decision.RequestScore(new ScoreRequest(passed, null)));
    }

    @Test
    void aRefinementComesFirstIfTheContextHasIt() {
        TestResult failed = attempt(Method.OPD, AFTER_REFINEMENT, Verdict.FAILED);
        RefinementRequest first = ((Decision.RequestRefinement) TeachingRules.onTestResult(failed)).request();
        assertThat(first.kind()).isEqualTo(RefinementKind.REFINEMENT);

        Refinement passing = Given.refinement(failed, 1, Given.RIGHT);
        assertThat(TeachingRules.onTestResult(Given.result(passing, Verdict.PASSED)))
                .isEqualTo(new Decision.RequestScore(new ScoreRequest(failed, Given.RIGHT)));

        assertThat(TeachingRules.onTestResult(Given.result(passing, Verdict.FAILED)))
                .isInstanceOf(Decision.RequestRefinement.class);
        assertThat(TeachingRules.onTestResult(Given.result(Given.refinement(failed, 2, Given.RIGHT), Verdict.FAILED)))
                .isEqualTo(new Decision.RequestScore(new ScoreRequest(failed, null)));
    }

    @Test
    void afterAnotherMethodWhatStaysUntaughtIsScored() {
        TestResult failed = attempt(Method.PERSD, FAILED, Verdict.FAILED);

        assertThat(TeachingRules.onTestResult(failed)).isInstanceOf(Decision.RequestRefinement.class);
        assertThat(TeachingRules.onTestResult(Given.result(Given.refinement(failed, 2, Given.RIGHT), Verdict.PASSED)))
                .isInstanceOf(Decision.EmitExamples.class);
        assertThat(TeachingRules.onTestResult(
                        Given.result(Given.refinement(failed, 2, Given.RIGHT), Verdict.TIMED_OUT)))
                .isEqualTo(new Decision.RequestScore(new ScoreRequest(failed, null)));
        assertThat(TeachingRules.onTestResult(
                        Given.result(Given.refinement(failed, 2, Given.RIGHT), Verdict.SANDBOX_ERROR)))
                .isEqualTo(new Decision.Ignore());
    }

    private static List<Refinement> refined(OpdSpecification opd, Answer... answers) {
        List<Answer> left = new ArrayList<>(List.of(answers));
        List<Refinement> emitted = new ArrayList<>();
        new Refiner(request -> asking -> left.remove(0), request -> RefinementBuilder.builder()
                        .id(request.id())
                        .failure(request.judged())
                        .number(request.number())
                        .kind(RefinementKind.SCORE)
                        .outcome(RefinementOutcome.SCORED)
                        .build())
                .refine(
                        RefinementRequest.firstFor(attempt(Method.PERSD, opd, Verdict.FAILED)),
                        any -> false,
                        emitted::add);
        return emitted;
    }

    private static Answer without(RefinementOutcome outcome) {
        return Answer.without(outcome, "why", "m");
    }

    @Test
    void aLastAnswerWithoutAProgramIsFollowedByTheScore() {
        Answer none = without(RefinementOutcome.NO_CODE);

        assertThat(refined(FAILED, none, none))
                .extracting(Refinement::number, Refinement::kind)
                .containsExactly(
                        tuple(1, RefinementKind.REFINEMENT),
                        tuple(2, RefinementKind.REFINEMENT),
                        tuple(3, RefinementKind.SCORE));
    }

    @Test
    void nothingIsScoredWhereMoneyIsShortOrTheTeacherIsLost() {
        assertThat(refined(FAILED, Answer.unfunded("too dear", "m", 1))).hasSize(1);
        assertThat(refined(FAILED, without(RefinementOutcome.FAULTED))).hasSize(1);
        Answer none = without(RefinementOutcome.NO_CODE);
        assertThat(refined(null, none, none)).hasSize(2);
    }
}
