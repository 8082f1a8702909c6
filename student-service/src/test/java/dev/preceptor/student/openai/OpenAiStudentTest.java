package dev.preceptor.student.openai;

import static dev.preceptor.student.openai.FakeServer.answer;
import static dev.preceptor.student.openai.FakeServer.redirect;
import static dev.preceptor.student.openai.FakeServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import dev.preceptor.httpclient.credentials.CredentialSettings;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.stage.deadletter.HoldsRun;
import dev.preceptor.student.Assignments;
import dev.preceptor.student.Settings;
import dev.preceptor.student.rollout.ServedUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStudentTest {

    private static final CheckpointReference BASE = new CheckpointReference(0, "base", null);
    private static final CheckpointReference TRAINED = new CheckpointReference(2, "file:///c/0a1b/", "c0ffee");

    private FakeServer server;
    private OpenAiStudent student;
    /** Long, as a busy machine may need it; a test of a server that hangs shortens it. */
    private int timeoutSeconds = 60;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        student = student(Map.of());
    }

    @AfterEach
    void stop() {
        student.stop();
        server.close();
    }

    private OpenAiStudent student(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(
                Map.of("openai.first-backoff", "1ms", "openai.longest-wait", "2s", "openai.most-requests", "3"));
        settings.putAll(more);
        return new OpenAiStudent(
                Settings.of(Path.of("none"), 1, settings).openai(),
                ServerAccess.of(
                        "student",
                        Map.of(
                                "STUDENTS_KEY", new Credential(List.of(server.baseUrl())),
                                "OTHER_KEY", new Credential(List.of(server.baseUrl())),
                                "ELSEWHERE", new Credential(List.of("https://elsewhere.example/v1"))),
                        List.of("*"),
                        Map.of("STUDENTS_KEY", "secret", "ELSEWHERE", "secret", "AWS_SECRET_ACCESS_KEY", "secret")
                                ::get),
                assignment -> ServedUse.UNMANAGED);
    }

    private record Credential(List<String> urls) implements CredentialSettings {
        @Override
        public Optional<String> variable() {
            return Optional.empty();
        }
    }

    private Assignment assignment(String api, String keyVariable, CheckpointReference checkpoint) {
        return Assignments.of(
                "t/1",
                StudentSpecificationBuilder.builder()
                        .model("base")
                        .backend("openai")
                        .baseUrl(server.baseUrl() + "/")
                        .apiKeyEnv(keyVariable)
                        .servedModel("served")
                        .checkpointModel("{runId}-{round}")
                        .api(api)
                        .concurrency(2)
                        .timeoutSeconds(timeoutSeconds)
                        .build(),
                checkpoint,
                0.3);
    }

    @Test
    void theTokensOfAnAnswerAreAskedForIfATeacherScoresIt() {
        server.then(
                answer("{\"message\": {\"content\": \"42\"}, \"finish_reason\": \"stop\", \"token_ids\": [5, 6, 7]}"));

        Attempt scored = student.attempt(Assignments.scored(assignment("chat", null, BASE)));
        Attempt other = student.attempt(assignment("chat", null, BASE));

        assertThat(scored.tokens()).containsExactly(5, 6, 7);
        assertThat(scored.vocabulary()).isEqualTo(VocabularyProbe.fingerprint(FakeServer::tokens));
        assertThat(server.received())
                .extracting(request -> request.body().path("return_token_ids").asBoolean())
                .containsExactly(true, false);
        assertThat(other.tokens()).isNull();
        assertThat(other.vocabulary()).isNull();
    }

    @Test
    void aServerThatDoesNotTellItsTokensHoldsARunThatScoresThem() {
        assertThatThrownBy(() -> student.attempt(Assignments.scored(assignment("chat", null, BASE))))
                .isInstanceOf(HoldsRun.class)
                .hasMessageContaining("does not tell the token ids of its answers (return_token_ids)");
    }

    @Test
    void aChatIsAskedWithTheAssignmentsOwnSamplingAndSeed() {
        Assignment assignment = assignment("chat", "STUDENTS_KEY", BASE);
        server.then(
                answer(
                        "{\"message\": {\"content\": \"```python\\ndef double(n):\\n    return 2 * n\\n```\"}, \"finish_reason\": \"length\"}"));

        Attempt attempt = student.attempt(assignment);

        FakeServer.Received request = server.received().get(0);
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.authorization()).isEqualTo("Bearer secret");
        JsonNode body = request.body();
        assertThat(body.path("model").asText()).isEqualTo("served");
        assertThat(body.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(body.at("/messages/0/content").asText())
                .isEqualTo(StudentPrompt.forTask(assignment.task()).asMessage());
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.3);
        assertThat(body.path("top_p").asDouble()).isEqualTo(1);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(12);
        assertThat(body.path("seed").asLong()).isEqualTo(assignment.seed() >>> 33);
        assertThat(attempt.id()).isEqualTo(Attempt.idOf(assignment));
        assertThat(attempt.code()).isEqualTo("def double(n):\n    return 2 * n");
        assertThat(attempt.promptTokens()).isEqualTo(5);
        assertThat(attempt.completionTokens()).isEqualTo(3);
        assertThat(attempt.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aCompletionContinuesTheTextOfAModelWithoutChat() {
        Assignment assignment = assignment("completions", null, TRAINED);
        server.then(answer("{\"text\": \"def double(n):\\n    return n\", \"finish_reason\": \"stop\"}"));

        Attempt attempt = student.attempt(assignment);

        FakeServer.Received request = server.received().get(0);
        assertThat(request.path()).isEqualTo("/v1/completions");
        assertThat(request.authorization()).isNull();
        assertThat(request.body().path("model").asText()).isEqualTo("run-2");
        assertThat(request.body().path("prompt").asText())
                .isEqualTo(StudentPrompt.forTask(assignment.task()).asText());
        assertThat(attempt.code()).isEqualTo("def double(n):\n    return n");
        assertThat(attempt.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void whatPassesIsAskedAgain() {
        server.then(refusal(429, "0"), refusal(503, null));

        assertThat(student.attempt(assignment("chat", null, BASE)).completion()).isEqualTo("42");
        assertThat(server.received()).hasSize(3);
    }

    @Test
    void whoNeverAnswersIsGivenUpWithTheReason() {
        timeoutSeconds = 1;
        server.then(server.hang(), refusal(500, null), refusal(500, null));

        assertThatThrownBy(() -> student.attempt(assignment("chat", null, BASE)))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining(server.baseUrl())
                .hasMessageContaining("(500): not now");
        assertThat(server.received()).hasSize(3);
    }

    @Test
    void aServerThatIsNotThereIsAnErrorThatNamesIt() {
        Assignment assignment = assignment("chat", null, BASE);
        server.close();

        assertThatThrownBy(() -> student.attempt(assignment))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining(server.baseUrl())
                .hasMessageContaining("no connection");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404})
    void whatWillNotPassIsAskedOnce(int status) {
        server.then(refusal(status, null));

        assertThatThrownBy(() -> student.attempt(assignment("chat", "STUDENTS_KEY", BASE)))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining("(" + status + ")")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"400, false", "401, true", "403, true", "404, true", "422, false"})
    void whatIsRefusedToTheWholeRunHoldsIt(int status, boolean holds) {
        server.then(refusal(status, null));

        Throwable refused = catchThrowable(() -> student.attempt(assignment("chat", "STUDENTS_KEY", BASE)));
        assertThat(refused).isInstanceOf(StudentServerException.class);
        assertThat(refused instanceof HoldsRun).isEqualTo(holds);
    }

    @Test
    void aLongerRestThanAllowedIsNotWaitedFor() {
        server.then(refusal(429, "3"));

        assertThatThrownBy(() -> student.attempt(assignment("chat", null, BASE)))
                .isInstanceOf(StudentServerException.class);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aCheckpointThatIsNotLoadedYetIsWaitedFor() {
        server.then(refusal(404, null), refusal(404, null), refusal(404, null), refusal(404, null));

        assertThat(student.attempt(assignment("chat", null, TRAINED)).completion())
                .isEqualTo("42");
        assertThat(server.received()).hasSize(5);
    }

    @Test
    void aCheckpointThatIsNeverLoadedIsGivenUp() {
        OpenAiStudent impatient = student(Map.of("openai.checkpoint-wait", "0s"));
        server.then(refusal(404, null));

        assertThatThrownBy(() -> impatient.attempt(assignment("chat", null, TRAINED)))
                .isInstanceOf(HoldsRun.class)
                .hasMessageContaining("'run-2'")
                .hasMessageContaining("student.checkpointModel");
    }

    @Test
    void aKeyThatIsNotSetIsNamed() {
        assertThatThrownBy(() -> student.attempt(assignment("chat", "OTHER_KEY", BASE)))
                .isInstanceOf(HoldsRun.class)
                .hasMessageContaining("OTHER_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_SECRET_ACCESS_KEY", "ELSEWHERE"})
    void aKeyThatTheOperatorDoesNotSendThereIsNotSent(String name) {
        assertThatThrownBy(() -> student.attempt(assignment("chat", name, BASE)))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("student.credentials")
                .hasMessageNotContaining("secret");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowedWithTheKey() {
        server.then(redirect(server.baseUrl() + "/elsewhere"));

        assertThatThrownBy(() -> student.attempt(assignment("chat", "STUDENTS_KEY", BASE)))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining("(307)");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void noMoreRequestsAreUnderWayThanAllowed() {
        timeoutSeconds = 1;
        server.then(server.hang(), server.hang());
        List<CompletableFuture<Attempt>> attempts = List.of(1, 2, 3).stream()
                .map(i -> CompletableFuture.supplyAsync(() -> student.attempt(assignment("chat", null, BASE))))
                .toList();

        Awaitility.await().until(() -> server.received().size() == 2);
        assertThat(attempts).noneMatch(CompletableFuture::isDone);
        attempts.forEach(attempt -> assertThat(attempt.join().completion()).isEqualTo("42"));
    }

    @Test
    void stoppingEndsEveryWait() {
        server.then(server.hang());
        CompletableFuture<Attempt> attempt =
                CompletableFuture.supplyAsync(() -> student.attempt(assignment("chat", null, BASE)));
        Awaitility.await().until(() -> server.received().size() == 1);

        student.stop();

        assertThatThrownBy(attempt::join)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("is stopping");
    }

    @Test
    void anAnswerInPartsIsReadAndItsReasoningIsNoProgram() {
        String parts = "[{\"type\": \"thinking\", \"thinking\": \"```python\\ndef double(n):\\n    return 1\\n```\"},"
                + " {\"type\": \"text\", \"text\": \"```python\\r\\ndef double(n):\\r\\n    return 2 * n\\r\\n```\"}]";
        server.then(answer("{\"message\": {\"content\": " + parts + "}, \"finish_reason\": \"stop\"}"));

        assertThat(student.attempt(assignment("chat", null, BASE)).code())
                .isEqualTo("def double(n):\n    return 2 * n");
    }

    @Test
    void aStudentThatIsCutOffWhileItReasonsHasFailedTheTask() {
        server.then(answer(
                "{\"message\": {\"content\": null, \"reasoning_content\": \"```python\\ndef double(n):\\n    return 1\\n```\"},"
                        + " \"finish_reason\": \"length\"}"));

        Attempt attempt = student.attempt(assignment("chat", null, BASE));

        assertThat(attempt.code()).isEmpty();
        assertThat(attempt.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(attempt.completion()).contains("def double");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\": {\"code\": 400, \"message\": \"the prompt is too long\"}}",
                "{\"error\": {\"code\": \"context_length_exceeded\", \"message\": \"the prompt is too long\"}}"
            })
    void anErrorOfStatus200IsARefusalInTheServersWords(String body) {
        server.then(FakeServer.body(body));

        assertThatThrownBy(() -> student.attempt(assignment("chat", null, BASE)))
                .isInstanceOf(StudentServerException.class)
                .hasMessageContaining("(400): the prompt is too long");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aStreamOfTextIsAssembled() {
        server.then(
                FakeServer.body(
                        "data: {\"choices\": [{\"text\": \"def double(n):\\n\"}]}\n\n"
                                + "data: {\"choices\": [{\"text\": \"    return n\", \"finish_reason\": \"stop\"}]}\n\ndata: [DONE]\n\n"));

        assertThat(student.attempt(assignment("completions", null, BASE)).code())
                .isEqualTo("def double(n):\n    return n");
    }

    @Test
    void theParameterForTheLimitOfTokensIsLearned() {
        server.then(FakeServer.body("{\"error\": {\"code\": 400, \"param\": null, \"message\":"
                + " \"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.\"}}"));

        student.attempt(assignment("chat", null, BASE));
        student.attempt(assignment("chat", null, BASE));

        assertThat(server.received())
                .extracting(received -> received.body().has("max_completion_tokens"))
                .containsExactly(false, true, true);
        assertThat(server.received().get(1).body().has("max_tokens")).isFalse();
    }

    @Test
    void theSettingsOfPromptsAreSent() {
        Assignment assignment = assignment("chat", null, BASE);
        StudentSpecification set = StudentSpecificationBuilder.builder(assignment.student())
                .systemPrompt("Be brief.")
                .template(Map.of("enable_thinking", false))
                .stop(List.of("</answer>"))
                .build();

        student.attempt(assignment.withStudent(set));

        JsonNode body = server.received().get(0).body();
        assertThat(body.path("messages").path(0).path("role").asText()).isEqualTo("system");
        assertThat(body.path("messages").path(0).path("content").asText()).isEqualTo("Be brief.");
        assertThat(body.path("messages").path(1).path("role").asText()).isEqualTo("user");
        assertThat(body.path("chat_template_kwargs").toString()).isEqualTo("{\"enable_thinking\":false}");
        assertThat(body.path("stop").toString()).isEqualTo("[\"</answer>\"]");
    }

    @Test
    void codeIsCompletedUntilTheStopStringsOfHumanEvalOrTheStudentsOwn() {
        Assignment completion = assignment("completions", null, BASE);
        Assignment code = completion.withTask(TaskBuilder.builder(completion.task())
                .prompt("def double(n):\n")
                .promptKind(PromptKind.COMPLETION)
                .build());
        StudentSpecification none = StudentSpecificationBuilder.builder(code.student())
                .stop(List.of())
                .build();
        String answer = "{\"text\": \"    return 2 * n\", \"finish_reason\": \"stop\"}";
        server.then(answer(answer), answer(answer), answer(answer));

        student.attempt(code);
        student.attempt(code.withStudent(none));
        student.attempt(completion);

        assertThat(server.received().get(0).body().path("stop").valueStream().map(JsonNode::asText))
                .containsExactly("\nclass", "\ndef", "\n#", "\nif", "\nprint");
        assertThat(server.received().get(1).body().has("stop")).isFalse();
        assertThat(server.received().get(2).body().has("stop")).isFalse();
    }

    @Test
    void aServerMayTellTheLengthOfItsContext() {
        server.then(
                FakeServer.json(
                        "{\"data\": [{\"id\": \"x\", \"max_model_len\": 1}, {\"id\": \"served\", \"max_model_len\": 4096}]}"),
                FakeServer.json("{\"data\": [{\"id\": \"served\"}]}"),
                refusal(404, null),
                FakeServer.json("no JSON"));
        StudentSpecification specification = assignment("chat", null, BASE).student();

        assertThat(ServedModelList.contextLength(specification, "secret")).contains(4096);
        assertThat(server.received().get(0).path()).isEqualTo("/v1/models");
        assertThat(server.received().get(0).authorization()).isEqualTo("Bearer secret");
        for (int i = 0; i < 3; i++) {
            assertThat(ServedModelList.contextLength(specification, null)).isEmpty();
        }
    }
}
