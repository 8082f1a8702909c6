package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.lesson.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of servers that refuse, hang, break off or talk nonsense. */
class OpenAiTroubleTest extends OverHttp {

    @Test
    void aBusyServersRestIsKept() {
        server.then(server.busy("7"));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(states()).containsExactly(State.RESERVED, State.FAILED, State.RESERVED, State.ANSWERED);
        assertThat(shutdown.delays.get(shutdown.delays.size() - 1))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
        assertThat(spent()).isEqualTo(server.billedUsd());
    }

    @Test
    void aServerThatWantsTooLongARestIsGivenUp() {
        server.then(server.busy("3600"));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains("(429)", "asks to wait 3600 s", "teacher.requestsPerMinute");
    }

    @Test
    void aServerInTroubleIsAskedAgainEverMoreSlowlyAndThenGivenUp() {
        for (int i = 0; i < 4; i++) {
            server.then(server.refusal(500, "", "", "out of order"));
        }

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains("4 requests", "(500)", "out of order");
        assertThat(server.requests()).hasSize(4);
        List<Duration> backoffs = shutdown.delays.stream()
                .filter(pause -> pause.toMillis() >= 100)
                .toList();
        assertThat(backoffs).hasSize(3);
        assertThat(backoffs.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(backoffs.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(backoffs.get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void whatMayHaveBeenBilledCountsAtItsGreatestCost() {
        server.then(server.raw("{\"choices\": ["), server.raw("{}"), server.cutOff());

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(states().stream().filter(State.FAILED::equals)).hasSize(3);
        assertThat(log.entries().stream().filter(entry -> entry.state() == State.FAILED))
                .allSatisfy(entry -> assertThat(entry.costUsd()).isEqualTo(entry.greatestCostUsd()));
        assertThat(spent()).isGreaterThan(server.billedUsd());
        assertThat(meters.get("preceptor.teacher.unknown.usd").gauge().value())
                .isEqualTo(Money.usd(3 * Money.nanos(log.entries().get(0).greatestCostUsd())));
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 408, 499, 500, 502, 503, 504, 529})
    void aStatusThatDoesNotRuleOutABillCountsAtTheGreatestCost(int status) {
        server.then(server.billedRefusal(status));

        assertThat(teacher.answer(request(1)).outcome())
                .isEqualTo(status == 202 || status == 499 ? RefinementOutcome.FAULTED : RefinementOutcome.ANSWERED);
        TeacherCall failed = log.entries().get(1);
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.costUsd()).isEqualTo(failed.greatestCostUsd()).isPositive();
        assertThat(spent()).isGreaterThanOrEqualTo(server.billedUsd());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 409, 413, 422, 425, 429})
    void aRefusalOfTheRequestItselfIsFree(int status) {
        server.then(server.refusal(status, "", "", "no"));

        teacher.answer(request(1));

        TeacherCall failed = log.entries().get(1);
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.costUsd()).isZero();
    }

    @Test
    void theCapHoldsByTheServersCountWhereAGatewayAnswers504AfterHavingGenerated() {
        for (int i = 0; i < 40; i++) {
            server.then(server.billedRefusal(504));
        }
        double cap = 0.004;

        for (int i = 0; i < 10; i++) {
            teacher.answer(request("t/" + i, Given.openAi(server.baseUrl(), null, cap, 1)));
        }

        assertThat(server.requests()).isNotEmpty();
        assertThat(server.billedUsd()).isPositive().isLessThanOrEqualTo(cap);
        assertThat(ledger.spent("run")).isLessThanOrEqualTo(Money.nanos(cap));
    }

    @Test
    void aServerThatHangsIsLeftAfterTheTimeLimit() {
        server.then(server.hang());
        TeacherSpecification hasty = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl(server.baseUrl())
                .model("m")
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(1.0)
                .requestsPerMinute(60_000)
                .concurrency(4)
                .attempts(1)
                .maxTokens(100)
                .timeoutSeconds(1)
                .build();

        assertThat(teacher.answer(request("t/1", hasty)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        TeacherCall failed = log.entries().get(1);
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.detail()).contains("no answer within 1 s");
        assertThat(failed.costUsd()).isEqualTo(failed.greatestCostUsd());
        assertThat(server.keys()).containsOnly("null");
    }

    @ParameterizedTest
    @CsvSource({
        "401, '', set TEACHER_KEY to a valid one",
        "403, '', forbids the model 'some-model'",
        "404, '', check teacher.model and teacher.baseUrl",
        "400, '', refused the request",
        "429, insufficient_quota, no credit left"
    })
    void whatCannotSucceedIsNotTriedAgainAndSaysWhatToDo(int status, String code, String hint) {
        server.then(server.refusal(status, code, "", "the key " + KEY + " will not do"));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains(hint, "(" + status + ")").doesNotContain(KEY);
        assertThat(answer.detail().lines()).hasSize(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(spent()).isZero();
        assertThat(log.entries().toString()).doesNotContain(KEY);
    }

    @Test
    void aMissingKeyIsNamedBeforeAnythingIsReserved() {
        Answer answer = teacher.answer(request("t/1", Given.openAi(server.baseUrl(), "NO_SUCH_KEY", 1, 1)));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains("NO_SUCH_KEY");
        assertThat(log.entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_SECRET_ACCESS_KEY", "ELSEWHERE"})
    void aKeyThatTheOperatorDoesNotSendThereIsNotSent(String name) {
        Answer answer = teacher.answer(request("t/1", Given.openAi(server.baseUrl(), name, 1, 1)));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains(name, "teacher.credentials").doesNotContain(KEY);
        assertThat(server.requests()).isEmpty();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowedWithTheKey() {
        server.then(server.redirect(server.baseUrl() + "/chat/completions"));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains("(307)");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aServerThatIsNotThereAndAnAddressThatIsNoneAreNamed() {
        String nowhere = server.baseUrl();
        server.close();

        assertThat(teacher.answer(request("t/1", Given.openAi(nowhere, null, 1, 1)))
                        .detail())
                .contains(nowhere, "no connection");
        assertThat(teacher.answer(request("t/2", Given.openAi("localhost:9000", null, 1, 1)))
                        .detail())
                .isEqualTo("teacher.baseUrl 'localhost:9000' is no http or https URL");
        assertThat(spent()).isZero();
    }

    @Test
    void aModelWithOtherParametersIsSpokenToInItsDialect() {
        server.then(
                server.refusal(400, "unsupported_parameter", "max_tokens", "Use 'max_completion_tokens' instead."),
                server.refusal(400, "unsupported_value", "temperature", "Only the default (1) value is supported."));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        JsonNode request = server.requests().get(2);
        assertThat(request.path("max_completion_tokens").asInt()).isEqualTo(100);
        assertThat(request.has("max_tokens")).isFalse();
        assertThat(request.has("temperature")).isFalse();
    }
}
