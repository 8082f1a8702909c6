package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the teacher buys, and that it buys no more. */
class OpenAiTeacherTest extends OverHttp {

    @Test
    void anAnswerIsPaidForAndItsProgramReturned() {
        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.model()).isEqualTo("some-model-2026");
        assertThat(answer.promptTokens()).isEqualTo(50);
        assertThat(answer.completionTokens()).isEqualTo(20);
        assertThat(answer.bill().costUsd()).isEqualTo(0.00009);
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
        assertThat(spent()).isEqualTo(server.billedUsd());
    }

    @Test
    void theRequestNamesModelLimitAndKeyAndHoldsTheAttempt() {
        teacher.answer(request(1));

        JsonNode request = server.requests().get(0);
        assertThat(request.path("model").asText()).isEqualTo("some-model");
        assertThat(request.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(request.path("temperature").asDouble(-1)).isZero();
        assertThat(request.path("messages").path(1).path("content").asText()).contains(Given.WRONG.strip());
        assertThat(server.keys()).containsExactly("Bearer " + KEY);
    }

    @Test
    void theSameQuestionAfterACrashIsAnsweredFromTheLog() {
        Answer first = teacher.answer(request(1));
        Answer again = restarted().answer(request(1));

        assertThat(again).isEqualTo(first);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theSameQuestionTwiceAtOnceIsAskedOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(pool.submit(() -> teacher.answer(request(1))));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).code()).isEqualTo(FakeChatServer.PROGRAM);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"''", "Sorry, I cannot.", "null"},
            nullValues = "null")
    void anAnswerWithoutProgramIsPaidForAndSaysSo(String content) {
        server.then(server.answer(content, 50, 20));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(answer.bill().costUsd()).isEqualTo(0.00009);
    }

    @Test
    void anAnswerWithoutUsageIsBilledAtItsGreatestCost() {
        server.then(server.withoutUsage());

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.bill().costUsd()).isEqualTo(log.entries().get(0).greatestCostUsd());
        assertThat(answer.bill().costUsd()).isGreaterThan(server.billedUsd());
    }

    @Test
    void withoutABudgetNothingIsAsked() {
        assertThat(teacher.answer(request(0)).outcome()).isEqualTo(RefinementOutcome.UNFUNDED);
        assertThat(server.requests()).isEmpty();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void manyQuestionsEndFundedOrUnfundedAndTheBillStaysUnderTheBudget() throws Exception {
        double budget = 0.005;
        server.then(server.withoutUsage(), server.raw("nonsense"), server.refusal(500, "", "", "no"), server.busy("0"));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<RefinementOutcome> outcomes = new ArrayList<>();
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                RefinementRequest request = request("t/" + i, Given.openAi(server.baseUrl(), "TEACHER_KEY", budget, 1));
                answers.add(pool.submit(() -> teacher.answer(request)));
            }
            for (Future<Answer> answer : answers) {
                outcomes.add(answer.get(60, TimeUnit.SECONDS).outcome());
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(outcomes).containsOnly(RefinementOutcome.ANSWERED, RefinementOutcome.UNFUNDED);
        assertThat(server.billedUsd()).isLessThanOrEqualTo(budget);
        assertThat(spent()).isBetween(server.billedUsd(), budget);
        // What is left is too little for another call.
        assertThat(budget - spent()).isLessThan(log.entries().get(0).greatestCostUsd());
    }
}
