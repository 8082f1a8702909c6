package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.ScoreRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores of attempts, over HTTP, by a server that speaks as SGLang does ({@code teacher.scoreApi: sglang}). */
class ScoreBySglangTest extends ScoringOverHttp {

    private Refinement score(String taskId, OpdSpecification opd) {
        TeacherSpecification teacher =
                Given.openAi(scores.baseUrl(), null, 1, 1).withScoreApi("sglang");
        Assignment assignment = Given.practice(Given.taskCalled(taskId), Method.OPD, teacher)
                .withStudent(StudentSpecification.of("small"))
                .withTeaching(new Teaching(Method.OPD, teacher, false, List.of(), opd));
        Attempt attempt =
                Given.attempt(assignment, Given.WRONG).withTokens(TOKENS).withVocabulary(FINGERPRINT);
        return new ChatScorer(client, new StudentServer(Optional.empty(), Optional.empty()))
                .score(new ScoreRequest(Given.result(attempt, Verdict.FAILED), null));
    }

    private Refinement score(String taskId) {
        return score(taskId, OpdSpecificationBuilder.builder().topK(2).build());
    }

    @Test
    void theTokensAreSentAsTheyAreAndLogProbabilitiesAskedForFromTheTokenBefore() {
        Refinement score = score("t/1");

        JsonNode sent = scores.scored().get(0);
        int prompt = FakeScoreServer.tokens(
                        scores.rendered().get(0).get(0).path("content").asText())
                .length;
        assertThat(sent.path("input_ids").size()).isEqualTo(prompt + 3);
        assertThat(sent.at("/input_ids/" + prompt).asInt()).isEqualTo(7);
        assertThat(sent.at("/input_ids/" + (prompt + 2)).asInt()).isEqualTo(9);
        assertThat(sent.path("return_logprob").asBoolean()).isTrue();
        assertThat(sent.path("logprob_start_len").asInt()).isEqualTo(prompt - 1);
        assertThat(sent.path("top_logprobs_num").asInt()).isEqualTo(2);
        assertThat(sent.at("/sampling_params/max_new_tokens").asInt()).isEqualTo(1);
        assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(score.costUsd()).isEqualTo((prompt + 3) * 1e-6 + 2e-6);
        SoftTargetRows rows = artifacts().findSoftTargets(score.softTargets()).orElseThrow();
        assertThat(rows.tokens()).containsExactly(7, 8, 9);
        assertThat(rows.ids()).containsExactly(7, 900, 8, 900, 9, 900);
        // ln 1/2 and ln 1/4, as float16.
        assertThat(rows.logProbabilities()[0]).isCloseTo(-0.6931f, offset(1e-3f));
        assertThat(rows.logProbabilities()[1]).isCloseTo(-1.3863f, offset(1e-3f));
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
    }

    @Test
    void anEstimatorAsksForTheOwnTokensAlone() {
        Refinement score =
                score("t/1", OpdSpecificationBuilder.builder().loss("k1").build());

        assertThat(scores.scored().get(0).path("top_logprobs_num").asInt()).isZero();
        assertThat(artifacts()
                        .findSoftTargets(score.softTargets())
                        .orElseThrow()
                        .ids())
                .containsExactly(7, 8, 9);
    }

    @Test
    void aScoreThatWasPaidForIsNotBoughtTwice() {
        Refinement first = score("t/1");
        restarted();

        assertThat(score("t/1")).isEqualTo(first);
        assertThat(scores.scored()).hasSize(1);
    }

    /** Entries of the attempt's tokens, after the first one, which SGLang never scores. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | NONE | it ignores the parameters that ask for them",
                "[null, 1, null], [-1, 7, null], [-1, 8, null] | null, T, T | it cuts prompts, or adds tokens",
                "[null, 1, null], [null, 7, null], [-1, 8, null], [-1, 9, null] | null, null, T, T | nothing at token 0 of the attempt",
                "[null, 1, null], [-1, 7, null], [-1, 8, null], [-1, 10, null] | null, T, T, T | no log-probability of the attempt's token 2, which has the id 9",
                "[null, 1, null], [-1, 7, null], [-1, 8, null], [-1, 9, null] | NONE | 1 log-probabilities at token 0, not 2",
                "[null, 1, null], [-1, 7, null], [-1, 8, null], [NaN, 9, null] | null, T, T, T | row 2 has the log-probability NaN",
                "[null, 1, null], [-1, 7, null], [-1, 8, null], [-Infinity, 9, null] | null, T, T, T | row 2 has the log-probability -Infinity",
                "[null, 1, null], [-1, 7, null], [-1, 8, null], [-1, \" x\", null] | null, T, T, T | names its tokens by text (' x')",
                "[null, 1, null], [-0.01, 7, null], [-1, 8, null], [-1, 9, null] | null, [[-0.01, 5, null]], T, T | whose sum is 1.980",
            })
    void aScoreThatCannotBeUsedIsToldInWordsAndNotAskedForAgain(String own, String likeliest, String problem) {
        // The prompt's length is known after the first request.
        score("t/0");
        int tokens = scores.scored().get(0).path("input_ids").size();
        String top = "[[-2, 900, null], [-3, 901, null]]";
        scores.then(
                200,
                FakeScoreServer.generated(
                        tokens,
                        own.equals("NONE") ? "null" : "[" + own + "]",
                        likeliest.equals("NONE") ? "" : "[" + likeliest.replace("T", top) + "]"));

        Refinement score = score("t/1");
        Refinement again = score("t/1");

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(score.detail()).contains(problem);
        assertThat(again).isEqualTo(score);
        assertThat(scores.scored()).hasSize(2);
    }

    @Test
    void aServerThatIgnoresTheStartReportsTheWholePrompt() {
        score("t/0");
        int tokens = scores.scored().get(0).path("input_ids").size();
        String before = "[null, 1, null], " + "[-1, 1, null], ".repeat(tokens - 4);
        scores.then(
                200,
                FakeScoreServer.generated(
                        tokens,
                        "[" + before + "[-0.5, 7, null], [-0.5, 8, null], [-0.5, 9, null]]",
                        "[" + "null, ".repeat(tokens - 3) + FakeScoreServer.top(7) + ", " + FakeScoreServer.top(8)
                                + ", " + FakeScoreServer.top(9) + "]"));

        Refinement score = score("t/1");

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(artifacts()
                        .findSoftTargets(score.softTargets())
                        .orElseThrow()
                        .tokens())
                .containsExactly(7, 8, 9);
    }

    @Test
    void aServerThatHasNoSuchAddressIsAFaultThatCostsNothing() {
        scores.then(404, "{\"detail\": \"Not Found\"}");

        Refinement score = score("t/1");

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains("Not Found");
        assertThat(spent()).isZero();
    }

    @Test
    void aPromptThatTheServerFindsTooLongIsTold() {
        scores.then(
                400,
                "{\"error\": {\"message\": \"The input (9000 tokens) is longer than the model's context length (8192 tokens).\"}}");

        Refinement score = score("t/1");

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains("longer than the model's context length");
        assertThat(spent()).isZero();
    }

    /** Older versions make no tokens of messages. */
    @Test
    void aServerWhoseTokenizerKnowsNoMessagesIsAFaultThatCostsNothing() {
        scores.withoutMessages();

        Refinement score = score("t/1");

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains("newer versions of SGLang", "prompt: Field required");
        assertThat(scores.scored()).isEmpty();
    }

    /** A tokenizer whose files name no limit has one beyond every context. */
    @Test
    void aContextOfUnknownLengthIsNoLimit() {
        scores.withContext("1000000000000000019884624838656");

        assertThat(score("t/1").outcome()).isEqualTo(RefinementOutcome.SCORED);
    }
}
