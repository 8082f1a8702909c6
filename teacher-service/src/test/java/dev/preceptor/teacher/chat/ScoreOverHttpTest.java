package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.TrainingExamples;
import dev.preceptor.teaching.ScoreRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores of attempts, over HTTP, by a server that speaks as vLLM does. */
class ScoreOverHttpTest extends ScoringOverHttp {

    private static OpdSpecificationBuilder two() {
        return OpdSpecificationBuilder.builder().topK(2);
    }

    private ScoreRequest request(String taskId, OpdSpecification opd, double budgetUsd, String vocabulary) {
        TeacherSpecification teacher = Given.openAi(scores.baseUrl(), null, budgetUsd, 1);
        Assignment assignment = Given.practice(Given.taskCalled(taskId), Method.OPD, teacher)
                .withStudent(StudentSpecification.of("small"))
                .withTeaching(new Teaching(Method.OPD, teacher, false, List.of(), opd));
        Attempt attempt =
                Given.attempt(assignment, Given.WRONG).withTokens(TOKENS).withVocabulary(vocabulary);
        return new ScoreRequest(Given.result(attempt, Verdict.FAILED), null);
    }

    private ScoreRequest request() {
        return request("t/1", two().build(), 1, FINGERPRINT);
    }

    private Refinement score(ScoreRequest request) {
        return new ChatScorer(
                        client, new StudentServer(Optional.of(scores.baseUrl().replace("/v1", "")), Optional.empty()))
                .score(request);
    }

    @Test
    void theServerScoresTheAttemptsTokensAsTheyAreAfterItsOwnChatTemplate() {
        Refinement score = score(request());

        JsonNode sent = scores.scored().get(0);
        int[] prompt = FakeScoreServer.tokens(
                scores.rendered().get(0).get(0).path("content").asText());
        assertThat(sent.path("prompt").size()).isEqualTo(prompt.length + 3);
        assertThat(sent.at("/prompt/" + (prompt.length - 1)).asInt()).isEqualTo(prompt[prompt.length - 1]);
        assertThat(sent.at("/prompt/" + prompt.length).asInt()).isEqualTo(7);
        assertThat(sent.at("/prompt/" + (prompt.length + 2)).asInt()).isEqualTo(9);
        assertThat(sent.path("prompt_logprobs").asInt()).isEqualTo(2);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(1);
        assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(score.kind()).isEqualTo(RefinementKind.SCORE);
        assertThat(score.costUsd()).isEqualTo((prompt.length + 3) * 1e-6 + 2e-6);
        SoftTargetRows rows = artifacts().findSoftTargets(score.softTargets()).orElseThrow();
        assertThat(rows.tokens()).containsExactly(7, 8, 9);
        assertThat(rows.ids()).containsExactly(7, 900, 8, 900, 9, 900);
        // ln 1/2 and ln 1/4, as float16.
        assertThat(rows.logProbabilities()[0]).isCloseTo(-0.6931f, offset(1e-3f));
        assertThat(rows.logProbabilities()[1]).isCloseTo(-1.3863f, offset(1e-3f));
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
        assertThat(log.entries().get(1).answer().logprobs()).isEqualTo(score.logprobs());
    }

    @Test
    void theExampleHasTheAttemptsOwnTokensAndAScoreAtEachOfThem() {
        Refinement score = score(request());

        TrainingExample example = TrainingExamples.of(score);

        assertThat(example.isScored()).isTrue();
        assertThat(example.tokens()).isEqualTo(TOKENS);
        assertThat(example.softTargets())
                .isEqualTo(new SoftTargets(
                        score.softTargets().uri(), score.softTargets().sha256(), 0, 3, 0));
        assertThat(example.checkpoint()).isEqualTo(score.assignment().checkpoint());
        assertThat(example.costUsd()).isEqualTo(score.costUsd());
    }

    @Test
    void aScoreThatWasPaidForIsFoundAgainAndNotBoughtTwice() {
        Refinement first = score(request());
        restarted();

        assertThat(score(request())).isEqualTo(first);
        assertThat(scores.scored()).hasSize(1);
    }

    @Test
    void aPaidScoreWaitsForTheStoreAndItsReservationIsExtended() {
        storeFails();
        shutdown.whileAsleep(delay -> {
            if (delay.equals(Duration.ofSeconds(4))) {
                storeWorks();
            }
        });

        Refinement score = score(request());

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(artifacts().findSoftTargets(score.softTargets())).isPresent();
        assertThat(states())
                .containsExactly(State.RESERVED, State.RESERVED, State.RESERVED, State.RESERVED, State.ANSWERED);
        assertThat(scores.scored()).hasSize(1);
    }

    /** Its cost stays counted, and the dead letter of its event can be replayed. */
    @Test
    void aScoreThatCannotBeStoredForTooLongIsNotRecordedAsAnswered() {
        storeFails();

        assertThatThrownBy(() -> score(request()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("soft-targets");
        assertThat(states()).containsOnly(State.RESERVED);
        assertThat(shutdown.delays).hasSize(4);
    }

    @Test
    void aScoreThatAShutdownInterruptsIsAskedForAgain() {
        storeFails();
        shutdown.whileAsleep(delay -> {
            throw new ShuttingDownException();
        });
        assertThatThrownBy(() -> score(request())).isInstanceOf(ShuttingDownException.class);
        storeWorks();
        restarted();

        assertThat(score(request()).outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(scores.scored()).hasSize(2);
        assertThat(states()).containsExactly(State.RESERVED, State.RESERVED, State.RESERVED, State.ANSWERED);
    }

    @Test
    void aScoreOfOtherTokensOrOfAnotherWidthIsAnotherScore() {
        score(request());
        score(request("t/1", two().topK(3).build(), 1, FINGERPRINT));

        assertThat(scores.scored()).hasSize(2);
    }

    @Test
    void theTeacherSeesWhatTheTestsSaid() {
        score(request());

        assertThat(scores.rendered().get(0).get(0).path("content").asText())
                .startsWith("Write a function double(n)")
                .contains("This came of it when it was run:\n```\n" + Given.FEEDBACK + "\n```");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | it ignores the parameters that ask for them",
                "[null, {}] | it cuts prompts, or adds tokens",
                "KEPT {\"8\": {\"logprob\": -0.5}, \"900\": {\"logprob\": -1}} | no log-probability of the attempt's token 2, which has the id 9",
                "KEPT null | nothing at token 2 of the attempt",
                "KEPT {\"9\": {\"logprob\": -0.5}} | 1 log-probabilities at token 2, not 2",
                "KEPT {\"9\": {\"logprob\": NaN}, \"900\": {\"logprob\": -1}} | row 2 has the log-probability NaN",
                "KEPT {\"9\": {\"logprob\": -0.5}, \"900\": {\"logprob\": -Infinity}} | row 2 has the log-probability -Infinity",
                "KEPT {\"9\": {\"logprob\": -0.01}, \"900\": {\"logprob\": -0.01}} | whose sum is 1.980",
                "KEPT {\"9\": {\"logprob\": -0.5}, \" def\": {\"logprob\": -1}} | names its tokens by text (' def')",
            })
    void aScoreThatCannotBeUsedIsToldInWordsAndNotAskedForAgain(String entries, String problem) {
        // The prompt's length is known after the first request.
        score(request("t/0", two().build(), 1, FINGERPRINT));
        int tokens = scores.scored().get(0).path("prompt").size();
        String kept = FakeScoreServer.entry(7, "-0.6931472") + ", " + FakeScoreServer.entry(8, "-0.6931472") + ", ";
        String all = entries.startsWith("KEPT ")
                ? "[" + "null, ".repeat(tokens - 3) + kept + entries.substring(5) + "]"
                : entries;
        scores.then(200, FakeScoreServer.response(tokens, all));
        ScoreRequest request = request("t/1", two().build(), 1, FINGERPRINT);

        Refinement score = score(request);
        Refinement again = score(request);

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(score.detail()).contains(problem);
        assertThat(score.softTargets()).isNull();
        assertThat(again).isEqualTo(score);
        assertThat(scores.scored()).hasSize(2);
    }

    @Test
    void aBadScoreIsAFaultIfTheRunSaysSo() {
        scores.then(200, FakeScoreServer.response(1, "null"));

        Refinement score = score(request("t/1", two().onBadScore("fault").build(), 1, FINGERPRINT));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
    }

    @Test
    void anEstimatorNeedsTheAttemptsOwnTokensAlone() {
        Refinement score = score(
                request("t/1", OpdSpecificationBuilder.builder().loss("k1").build(), 1, FINGERPRINT));

        SoftTargetRows rows = artifacts().findSoftTargets(score.softTargets()).orElseThrow();
        assertThat(rows.width()).isEqualTo(1);
        assertThat(rows.ids()).containsExactly(7, 8, 9);
    }

    @Test
    void anotherVocabularyIsToldBeforeAnyMoneyIsReserved() {
        Refinement score = score(request("t/1", two().build(), 1, VocabularyProbe.fingerprint(text -> new int[] {1})));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(score.detail())
                .isEqualTo("the vocabulary of the teacher some-model is another than that of the student small");
        assertThat(scores.scored()).isEmpty();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void anUnknownVocabularyIsNotScored() {
        Refinement score = score(request("t/1", two().build(), 1, null));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(score.detail()).contains("the student's vocabulary is not known");
    }

    @Test
    void aServerThatDoesNotTokeniseIsAFaultThatCostsNothing() {
        scores.withoutTokenizer();

        Refinement score = score(request());

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains("does not tell its tokens");
        assertThat(scores.scored()).isEmpty();
        assertThat(spent()).isZero();
    }

    @Test
    void anAttemptThatDoesNotFitIntoTheTeachersContextIsNotSent() {
        scores.withContext("100");

        Refinement score = score(request());

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains("do not fit into its context of 100");
        assertThat(scores.scored()).isEmpty();
        assertThat(spent()).isZero();
    }

    @Test
    void aServerThatRefusesToScoreIsAskedOnce() {
        scores.then(400, "{\"error\": {\"message\": \"prompt_logprobs is not supported\", \"code\": 400}}");

        Refinement score = score(request());
        Refinement next = score(request("t/2", two().build(), 1, FINGERPRINT));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(score.detail()).isEqualTo("the server refuses to report them: prompt_logprobs is not supported");
        assertThat(next.outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(scores.scored()).hasSize(1);
        assertThat(spent()).isZero();
    }

    /** As a refused answer is: a person must set the key, or the model. */
    @ParameterizedTest
    @CsvSource({"401, wants a key", "403, forbids the model", "404, does not know the model 'some-model'"})
    void aServerThatRefusesTheKeyOrTheModelIsAFaultThatCostsNothing(int status, String words) {
        scores.then(status, "{\"error\": {\"message\": \"no\"}}");

        Refinement score = score(request());

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(score.detail()).contains(words);
        assertThat(scores.scored()).hasSize(1);
        assertThat(spent()).isZero();
    }

    @Test
    void aServerThatDoesNotKnowTheStartIsAskedWithoutIt() {
        scores.then(
                400,
                "{\"error\": {\"message\": \"Extra inputs are not permitted: logprob_start_len\", \"code\": 400}}");

        assertThat(score(request()).outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(scores.scored())
                .extracting(sent -> sent.has("logprob_start_len"))
                .containsExactly(true, false);
    }

    @Test
    void aScoreIsReservedByItsInputTokensAndCapped() {
        Refinement score = score(request("t/1", two().build(), 0.0001, FINGERPRINT));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.UNFUNDED);
        assertThat(score.id()).isNotEqualTo(request().id());
        assertThat(scores.scored()).isEmpty();
    }

    @Test
    void aStudentThatIsItsOwnTeacherCostsNothing() {
        TeacherSpecification self =
                TeacherSpecificationBuilder.builder().backend("self").build();
        ScoreRequest request = request();
        Attempt attempt = request.attempt()
                .withAssignment(request.assignment()
                        .withTeaching(new Teaching(Method.OPD, self, false, List.of(), two().build())));

        Refinement score = score(new ScoreRequest(Given.result(attempt, Verdict.FAILED), null));

        assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
        assertThat(score.costUsd()).isZero();
        assertThat(scores.scored().get(0).path("model").asText()).isEqualTo("run:run");
        assertThat(states()).containsExactly(State.RESERVED, State.ANSWERED);
        assertThat(spent()).isZero();
    }

    @Test
    void anAttemptWithoutTokensIsNotScored() {
        ScoreRequest request = request();
        ScoreRequest without =
                new ScoreRequest(Given.result(request.attempt().withTokens(List.of()), Verdict.FAILED), null);

        assertThat(score(without).outcome()).isEqualTo(RefinementOutcome.NO_SCORE);
        assertThat(log.entries()).isEmpty();
    }
}
