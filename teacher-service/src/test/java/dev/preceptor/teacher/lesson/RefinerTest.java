package dev.preceptor.teacher.lesson;

import static dev.preceptor.teacher.Given.RIGHT;
import static dev.preceptor.teacher.Given.WRONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefinerTest {

    private final List<RefinementRequest> asked = new ArrayList<>();

    private List<Refinement> answer(int attempts, Answer... answers) {
        Iterator<Answer> next = Arrays.asList(answers).iterator();
        Teacher teacher = request -> {
            asked.add(request);
            return next.next();
        };
        List<Refinement> emitted = new ArrayList<>();
        new Refiner(request -> teacher, Given::noScore)
                .refine(
                        RefinementRequest.firstFor(Given.failure(Method.PERSD, Given.reference(attempts))),
                        any -> false,
                        emitted::add);
        assertThat(next).isExhausted();
        return emitted;
    }

    private static Answer program(String code) {
        return new Answer(RefinementOutcome.ANSWERED, code, null, "m", 3, 4, new Answer.Bill(0.5, 0, null));
    }

    private static Answer none(RefinementOutcome outcome) {
        return new Answer(outcome, null, "why", "m", 3, 4, new Answer.Bill(0.5, 0, null));
    }

    @Test
    void aProgramEndsTheAsking() {
        List<Refinement> emitted = answer(3, program(RIGHT));

        assertThat(emitted).singleElement().satisfies(refinement -> {
            assertThat(refinement.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
            assertThat(refinement.code()).isEqualTo(RIGHT);
            assertThat(refinement.id()).isEqualTo(asked.get(0).id());
            assertThat(refinement.costUsd()).isEqualTo(0.5);
        });
    }

    @Test
    void anAnswerWithoutCodeAndTheAttemptAgainUseUpTries() {
        List<Refinement> emitted =
                answer(4, none(RefinementOutcome.NO_CODE), program(WRONG + "# mended"), program(RIGHT));

        assertThat(emitted)
                .extracting(Refinement::number, Refinement::outcome)
                .containsExactly(
                        tuple(1, RefinementOutcome.NO_CODE),
                        tuple(2, RefinementOutcome.UNCHANGED),
                        tuple(3, RefinementOutcome.ANSWERED));
        assertThat(emitted.get(1).code()).isNull();
        assertThat(asked.get(1).previous()).isEqualTo(new PreviousAnswer(null, "why"));
        assertThat(asked.get(2).previous().code()).isEqualTo(WRONG + "# mended");
    }

    @Test
    void theLastTryIsTheLast() {
        List<Refinement> emitted = answer(2, program(WRONG), program(WRONG));

        assertThat(emitted).extracting(Refinement::outcome).containsOnly(RefinementOutcome.UNCHANGED);
        assertThat(emitted.get(1).isLast()).isTrue();
    }

    @Test
    void anEarlierAnswerAgainIsNotExecutedTwice() {
        String other = "def double(n): return 3 * n";
        RefinementRequest request = RefinementRequest.firstFor(Given.failure(Method.PERSD, Given.reference(2)))
                .next(new PreviousAnswer(other, "double(3) should be 6, but is 9"));
        List<Refinement> emitted = new ArrayList<>();

        new Refiner(q -> asking -> program(other + "  # sure"), Given::noScore)
                .refine(request, any -> false, emitted::add);

        assertThat(emitted).singleElement().extracting(Refinement::outcome).isEqualTo(RefinementOutcome.UNCHANGED);
    }

    @Test
    void whatABudgetDoesNotAllowIsAnotherThingUnderALargerOne() {
        String underOne = answer(1, Answer.unfunded("too dear", "m", 1)).get(0).id();
        String underTwo = answer(1, Answer.unfunded("too dear", "m", 2)).get(0).id();
        String underTwoAgain =
                answer(1, Answer.unfunded("too dear", "m", 2)).get(0).id();

        assertThat(underOne).isNotIn(underTwo, asked.get(0).id());
        assertThat(underTwo).isEqualTo(underTwoAgain);
    }

    @Test
    void whereNoBudgetAllowsARungTheNextOneIsAsked() {
        TestResult failure = Given.result(
                Given.attempt(
                        Given.onLadder(Given.openAi("http://localhost:1/v1", null, 1, 3), Given.reference(1)), WRONG),
                Verdict.FAILED);
        Iterator<Answer> next = List.of(
                        none(RefinementOutcome.NO_CODE), Answer.unfunded("too dear", "m", 1), program(RIGHT))
                .iterator();
        List<Refinement> emitted = new ArrayList<>();

        new Refiner(
                        request -> asking -> {
                            asked.add(asking);
                            return next.next();
                        },
                        Given::noScore)
                .refine(RefinementRequest.firstFor(failure), any -> false, emitted::add);

        assertThat(emitted)
                .extracting(Refinement::number, Refinement::rung, Refinement::outcome, Refinement::skipped)
                .containsExactly(
                        tuple(1, "openai", RefinementOutcome.NO_CODE, List.of()),
                        tuple(2, "openai", RefinementOutcome.UNFUNDED, List.of()),
                        tuple(4, "reference", RefinementOutcome.ANSWERED, List.of(2)));
        assertThat(asked.get(2).previous()).isEqualTo(new PreviousAnswer(null, "why", true));
        assertThat(emitted.get(2).id()).isEqualTo(asked.get(2).id());
    }

    @Test
    void withoutMoneyOrTeacherThereIsNoFurtherTry() {
        assertThat(answer(3, none(RefinementOutcome.UNFUNDED))).hasSize(1);
        assertThat(answer(3, none(RefinementOutcome.FAULTED))).hasSize(1);
    }
}
