package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs that share a purse, and a purse that is filled up. */
class PurseTest extends OverHttp {

    private RefinementRequest request(String run, String task, String purse, double budgetUsd) {
        return RefinementRequest.firstFor(Given.result(
                Given.attempt(
                        Given.practiceOf(
                                run,
                                Given.taskCalled(task),
                                Given.inPurse(Given.openAi(server.baseUrl(), null, 1, 2), purse, budgetUsd)),
                        Given.WRONG),
                Verdict.FAILED));
    }

    @Test
    void aSecondRunOfThePurseIsServedWhatTheFirstPaidFor() {
        Answer first = teacher.answer(request("one", "t/1", "june", 1));
        Answer second = restarted().answer(request("two", "t/1", "june", 1));

        assertThat(server.requests()).hasSize(1);
        assertThat(second.code()).isEqualTo(first.code());
        assertThat(second.bill().costUsd()).isZero();
        TeacherCall cached = log.entries().get(2);
        assertThat(cached.state()).isEqualTo(State.CACHED);
        assertThat(cached.runId()).isEqualTo("two");
        assertThat(cached.costUsd()).isEqualTo(first.bill().costUsd());
        assertThat(cached.answer().promptTokens()).isEqualTo(50);
        assertThat(meters.counter("preceptor.teacher.cached").count()).isEqualTo(1);
    }

    @Test
    void theSameQuestionAgainWasPaidForAndIsNotCalledCached() {
        teacher.answer(request("one", "t/1", "june", 1));
        Answer again = restarted().answer(request("one", "t/1", "june", 1));

        assertThat(again.bill().costUsd()).isEqualTo(0.00009);
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
    }

    @Test
    void attemptsThatDifferInHowTheyAreWrittenShareOneAnswer() {
        Answer first = teacher.answer(about("def double(n):\n    return n + 2\n", "one"));
        Answer second =
                teacher.answer(about("def double( n ):\n    \"\"\"Twice n.\"\"\"\n    return n+2   # ?\n", "two"));

        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).toString()).contains("return n + 2");
        assertThat(second.code()).isEqualTo(first.code());
        assertThat(second.bill().costUsd()).isZero();
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED, State.CACHED);
    }

    @Test
    void attemptsThatAreOtherProgramsBuyAnswersOfTheirOwn() {
        teacher.answer(about("def double(n):\n    return n + 2\n", "one"));
        teacher.answer(about("def double(n):\n    return n + 3\n", "two"));

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anAnswerThatAnEarlierVersionPaidForIsFound() {
        RefinementRequest request = about(Given.WRONG, "one");
        teacher.answer(request);
        TeacherCall answered = log.entries().get(1);
        RefinementRequest other = about("def double(n):\n    return n + 3\n", "one");
        // It knew an answer by the words of the request alone.
        String exact = teacher.chatRequest(other).callIds("june", "1").exact();
        log.append(answered.with(call -> call.callId(exact).refinementId(other.id())));

        teacher.answer(other);

        assertThat(server.requests()).hasSize(1);
    }

    private RefinementRequest about(String attempt, String run) {
        return RefinementRequest.firstFor(Given.result(
                Given.attempt(
                        Given.practiceOf(
                                run,
                                Given.taskCalled("t/1"),
                                Given.inPurse(Given.openAi(server.baseUrl(), null, 1, 2), "june", 1)),
                        attempt),
                Verdict.FAILED));
    }

    @Test
    void anotherPurseBuysForItself() {
        teacher.answer(request("one", "t/1", "june", 1));
        teacher.answer(request("two", "t/1", null, 1));

        assertThat(server.requests()).hasSize(2);
        assertThat(log.entries()).extracting(TeacherCall::account).containsExactly("june", "june", "two", "two");
    }

    @Test
    void aLaterAttemptIsAnotherQuestionAndIsDrawnHotter() {
        RefinementRequest request = request("one", "t/1", "june", 1);
        teacher.answer(request);
        teacher.answer(request.next(new PreviousAnswer("def double(n):\n    return 3 * n", "double(3) is 9")));

        assertThat(server.requests())
                .extracting(body -> body.path("temperature").asDouble())
                .containsExactly(0.0, 0.4);
        assertThat(server.requests().get(1).path("messages").toString()).contains("3 * n", "double(3) is 9");
    }

    @Test
    void theGreatestBudgetOfThePurseCounts() {
        teacher.answer(request("one", "t/1", "june", 0.0005));
        assertThat(teacher.answer(request("two", "t/2", "june", 0.0001)).outcome())
                .isEqualTo(RefinementOutcome.UNFUNDED);

        ledger.raiseCap("june", 1_000_000_000);

        assertThat(teacher.answer(request("two", "t/2", "june", 0.0001)).outcome())
                .isEqualTo(RefinementOutcome.ANSWERED);
    }

    @Test
    void whatWasAskedInVainForOneRunIsAskedAnewForAnother() {
        for (int i = 0; i < 4; i++) {
            server.then(server.refusal(500, "", "", "out of order"));
        }
        assertThat(teacher.answer(request("one", "t/1", "june", 1)).outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(teacher.answer(request("one", "t/1", "june", 1)).outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(server.requests()).hasSize(4);

        assertThat(teacher.answer(request("two", "t/1", "june", 1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
    }

    @Test
    void otherTermsFindWhatWasPaidFor() {
        teacher.answer(request("one", "t/1", null, 1));
        TeacherSpecification before = Given.openAi(server.baseUrl(), null, 1, 2);
        TeacherSpecification after = before.onTermsOf(TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost:1/elsewhere")
                .model("some-model")
                .pricePerMillionTokens(new TokenPrices(7, 7))
                .budgetUsd(1.0)
                .requestsPerMinute(7)
                .tokensPerMinute(7)
                .concurrency(7)
                .attempts(2)
                .maxTokens(100)
                .timeoutSeconds(7)
                .build());

        Answer again = teacher.answer(RefinementRequest.firstFor(Given.result(
                Given.attempt(Given.practiceOf("one", Given.taskCalled("t/1"), after), Given.WRONG), Verdict.FAILED)));

        assertThat(again.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(server.requests()).hasSize(1);
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
    }

    @Test
    void aTopUpBuysExactlyWhatIsMissing() {
        List<RefinementRequest> requests = IntStream.range(0, 12)
                .mapToObj(i -> request("one", "t/" + i, null, 0.002))
                .toList();
        long funded = requests.stream()
                .map(teacher::answer)
                .filter(answer -> answer.outcome() == RefinementOutcome.ANSWERED)
                .count();
        assertThat(funded).isBetween(1L, 11L);
        assertThat(server.requests()).hasSize((int) funded);

        ledger.raiseCap("one", 1_000_000_000);

        assertThat(requests.stream().map(teacher::answer))
                .extracting(Answer::outcome)
                .containsOnly(RefinementOutcome.ANSWERED);
        assertThat(server.requests()).hasSize(12);
        assertThat(server.requests().stream().map(body -> body.path("messages")))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheServerReadFromItsCacheIsReported() {
        server.then(server.answerReadFromCache(50, 20, 30));

        teacher.answer(request("one", "t/1", null, 1));

        assertThat(log.entries().get(1).answer().cachedTokens()).isEqualTo(30);
        assertThat(meters.counter("preceptor.teacher.tokens", "kind", "cached").count())
                .isEqualTo(30);
        assertThat(meters.timer("preceptor.teacher.requests", "outcome", "answered")
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("preceptor.teacher.spent.usd")
                        .tag("purse", "one")
                        .gauge()
                        .value())
                .isEqualTo(0.00009);
    }
}
