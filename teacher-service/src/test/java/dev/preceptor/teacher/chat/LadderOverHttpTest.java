package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import org.junit.jupiter.api.Test;

/** Two models on a ladder, whose calls one purse pays. */
class LadderOverHttpTest extends OverHttp {

    private RefinementRequest ladder(Double budgetOfSmall) {
        TeacherSpecification model = Given.openAi(server.baseUrl(), null, 1, 1);
        return RefinementRequest.firstFor(Given.result(
                Given.attempt(
                        Given.onLadder(
                                model.with(rung -> rung.name("small").budgetUsd(budgetOfSmall)),
                                model.with(rung ->
                                        rung.name("large").model("large-model").budgetUsd(null))),
                        Given.WRONG),
                Verdict.FAILED));
    }

    @Test
    void eachCallNamesItsRungAndTheSecondIsToldWhatTheFirstAnswered() {
        RefinementRequest first = ladder(null);
        teacher.answer(first);
        teacher.answer(first.next(new PreviousAnswer("def double(n): return 3 * n", "double(3) is 9")));

        assertThat(log.entries())
                .filteredOn(entry -> entry.state() == State.ANSWERED)
                .extracting(TeacherCall::rung)
                .containsExactly("small", "large");
        assertThat(server.requests())
                .extracting(body -> body.path("model").asText())
                .containsExactly("some-model", "large-model");
        assertThat(server.requests())
                .extracting(body -> body.path("temperature").asDouble())
                .containsOnly(0.0);
        assertThat(server.requests().get(1).path("messages").toString())
                .contains("Another model was asked before", "3 * n", "double(3) is 9");
    }

    @Test
    void aRungWithoutMoneyIsSkippedAndTheNextOneIsStillPaidByTheRun() {
        RefinementRequest poor = ladder(0.0001);

        assertThat(teacher.answer(poor).outcome()).isEqualTo(RefinementOutcome.UNFUNDED);
        assertThat(teacher.answer(poor.onNextRung()).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whatARungHasSpentCountsAfterARestartToo() {
        teacher.answer(ladder(null));
        double enoughForOne = log.entries().get(0).greatestCostUsd();
        RefinementRequest again = ladder(enoughForOne);

        // The same question was paid for; another one, which may cost as much, does not fit any more.
        assertThat(restarted().answer(again).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        RefinementRequest other = RefinementRequest.firstFor(
                Given.result(Given.attempt(again.assignment(), Given.WRONG.replace("+ 2", "- 2")), Verdict.FAILED));
        assertThat(restarted().answer(other).outcome()).isEqualTo(RefinementOutcome.UNFUNDED);
        assertThat(server.requests()).hasSize(1);
    }
}
