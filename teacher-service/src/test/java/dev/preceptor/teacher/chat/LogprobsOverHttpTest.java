package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Decision;
import dev.preceptor.teacher.lesson.Refiner;
import dev.preceptor.teacher.lesson.TeachingRules;
import dev.preceptor.teaching.RefinementRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code teacher.logprobs}, over HTTP. */
class LogprobsOverHttpTest extends OverHttp {

    private static final String ENTRY = "{\"token\": \"token_id:%d\", \"logprob\": %s, \"top_logprobs\": [%s]}";

    private RefinementRequest asking(int logprobs) {
        return request(
                "t/1", Given.openAi(server.baseUrl(), "TEACHER_KEY", 1, 1).withLogprobs(logprobs));
    }

    /** An answer of three tokens, each with two log-probabilities; {@code logprobs} takes the place of theirs. */
    private FakeChatServer.Reply answer(String logprobs) {
        return server.raw(
                """
                {"model": "m", "choices": [{"finish_reason": "stop", "logprobs": %s,
                  "message": {"role": "assistant", "content": "```python\\ndef double(n):\\n    return n * 2\\n```"}}],
                 "usage": {"prompt_tokens": 50, "completion_tokens": 3}}"""
                        .formatted(logprobs));
    }

    private static String threeTokens(String value) {
        List<String> entries = new ArrayList<>();
        for (int token : new int[] {5, 6, 7}) {
            entries.add(ENTRY.formatted(
                    token,
                    value,
                    "{\"token\": \"token_id:%d\", \"logprob\": %s}, {\"token\": \"token_id:9\", \"logprob\": -3}"
                            .formatted(token, value)));
        }
        return "{\"content\": [" + String.join(", ", entries) + "]}";
    }

    private static SoftTargetRows stored(ArtifactStore artifacts, Answer answer) {
        return artifacts.findSoftTargets(answer.logprobs().softTargets()).orElseThrow();
    }

    @Test
    void theSameCallAsksForThemAndTheyAreKeptBeforeTheAnswerIsRecorded() {
        server.then(answer(threeTokens("-0.5")));

        Answer answer = teacher.answer(asking(2));

        JsonNode sent = server.requests().get(0);
        assertThat(sent.path("logprobs").asBoolean()).isTrue();
        assertThat(sent.path("top_logprobs").asInt()).isEqualTo(2);
        assertThat(sent.path("return_tokens_as_token_ids").asBoolean()).isTrue();
        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        SoftTargetRows rows = stored(artifacts(), answer);
        assertThat(rows.tokens()).containsExactly(5, 6, 7);
        assertThat(rows.ids()).containsExactly(5, 9, 6, 9, 7, 9);
        assertThat(rows.logProbabilities()).containsExactly(-0.5f, -3, -0.5f, -3, -0.5f, -3);
        assertThat(log.entries().get(1).answer().logprobs()).isEqualTo(answer.logprobs());
    }

    @Test
    void anAnswerThatWasPaidForIsFoundAgainWithItsLogProbabilities() {
        server.then(answer(threeTokens("-0.5")));
        Answer first = teacher.answer(asking(2));

        Answer again = restarted().answer(asking(2));

        assertThat(again.logprobs()).isEqualTo(first.logprobs());
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatWasBoughtWithoutThemIsNotTakenForOneThatHasThem() {
        teacher.answer(request(1));
        server.then(answer(threeTokens("-0.5")));

        assertThat(teacher.answer(asking(2)).logprobs().softTargets()).isNotNull();
        assertThat(server.requests().get(0).has("logprobs")).isFalse();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anAnswerWithoutUsableOnesIsALessonOfItsTextAndIsNotBoughtAgain() {
        for (String bad : List.of("null", "{\"content\": []}", threeTokens("NaN"), threeTokens("-Infinity"))) {
            server.then(answer(bad));
        }
        for (int task = 1; task <= 4; task++) {
            Answer answer = teacher.answer(request("t/" + task, asking(2).teacher()));

            assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
            assertThat(answer.logprobs().softTargets()).isNull();
            assertThat(answer.logprobs().problem()).startsWith("the server reported");
        }
        assertThat(server.requests()).hasSize(4);
        assertThat(states()).filteredOn(State.ANSWERED::equals).hasSize(4);
    }

    @Test
    void aServerThatRefusesTheParametersIsAskedForTextsFromThenOn() {
        server.then(server.refusal(400, "unknown", "return_tokens_as_token_ids", "Unrecognized request argument"));

        Answer answer = teacher.answer(asking(2));
        teacher.answer(request("t/2", asking(2).teacher()));

        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.logprobs().problem())
                .isEqualTo("the server refuses to report them: Unrecognized request argument");
        assertThat(server.requests())
                .extracting(request -> request.has("logprobs"))
                .containsExactly(true, false, false);
        assertThat(spent()).isEqualTo(server.billedUsd());
    }

    @Test
    void logProbabilitiesWaitForTheStoreAndTheirReservationIsExtended() {
        storeFails();
        server.then(answer(threeTokens("-0.5")));
        shutdown.whileAsleep(delay -> {
            if (delay.equals(Duration.ofSeconds(4))) {
                storeWorks();
            }
        });

        Answer answer = teacher.answer(asking(2));

        assertThat(answer.logprobs().softTargets()).isNotNull();
        assertThat(states())
                .containsExactly(State.RESERVED, State.RESERVED, State.RESERVED, State.RESERVED, State.ANSWERED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAnswerIsALessonOfItsTextIfTheStoreIsAwayForTooLong() {
        storeFails();
        server.then(answer(threeTokens("-0.5")));

        Answer answer = teacher.answer(asking(2));

        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.logprobs().problem()).startsWith("they could not be stored: ");
        assertThat(states()).endsWith(State.ANSWERED);
        assertThat(shutdown.delays)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void anAnswerIsALessonOfItsTextIfTheServiceStopsWhileTheStoreIsAway() {
        storeFails();
        server.then(answer(threeTokens("-0.5")));
        shutdown.whileAsleep(delay -> {
            throw new ShuttingDownException();
        });

        Answer answer = teacher.answer(asking(2));

        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.logprobs().problem()).contains("before the teacher-service stopped");
    }

    @Test
    void theAddressTravelsWithTheRefinementAndItsExamples() throws Exception {
        server.then(answer(threeTokens("-0.5")));
        List<Refinement> refinements = new ArrayList<>();
        new Refiner(request -> teacher, Given::noScore).refine(asking(2), request -> false, refinements::add);
        Refinement refinement =
                Json.mapper().readValue(Json.mapper().writeValueAsString(refinements.get(0)), Refinement.class);

        Decision decision = TeachingRules.onTestResult(Given.result(refinement, Verdict.PASSED));

        assertThat(((Decision.EmitExamples) decision).examples())
                .extracting(TrainingExample::softTargets)
                .containsExactly(refinements.get(0).softTargets());
        assertThat(Path.of(URI.create(refinement.softTargets().uri())))
                .startsWith(folder.resolve("soft-targets").resolve("run"));
    }

    private static int[] letters(String text) {
        return text.chars().toArray();
    }

    /** A request about an attempt of a student with letters as tokens. */
    private RefinementRequest ofStudent(String taskId) {
        RefinementRequest request = request(taskId, asking(2).teacher());
        Attempt attempt = (Attempt) request.failure().submission();
        String fingerprint = VocabularyProbe.fingerprint(LogprobsOverHttpTest::letters);
        Assignment assignment = attempt.assignment().withStudent(StudentSpecification.of("small"));
        return RefinementRequest.firstFor(
                Given.result(attempt.withVocabulary(fingerprint).withAssignment(assignment), Verdict.FAILED));
    }

    @Test
    void aTeacherWithTheVocabularyOfTheStudentIsAskedForThem() {
        server.withTokenizer(LogprobsOverHttpTest::letters).then(answer(threeTokens("-0.5")));

        assertThat(teacher.answer(ofStudent("t/1")).logprobs().softTargets()).isNotNull();
    }

    @Test
    void aTeacherWithAnotherVocabularyIsAskedForTextsOnly() {
        server.withTokenizer(text -> letters(text.toUpperCase(Locale.ROOT)));

        Answer answer = teacher.answer(ofStudent("t/1"));
        teacher.answer(ofStudent("t/2"));

        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.logprobs().problem())
                .isEqualTo("the vocabulary of the teacher some-model is another than that of the student small");
        assertThat(server.requests()).hasSize(2).noneMatch(request -> request.has("logprobs"));
    }

    @Test
    void aTeacherThatDoesNotTellItsTokensIsAskedForThem() {
        server.then(answer(threeTokens("-0.5")));

        assertThat(teacher.answer(ofStudent("t/1")).logprobs().softTargets()).isNotNull();
    }
}
