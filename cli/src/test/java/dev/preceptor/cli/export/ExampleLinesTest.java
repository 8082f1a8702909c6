package dev.preceptor.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import org.junit.jupiter.api.Test;

class ExampleLinesTest {

    private static final String PROGRAM = "def next_of(n):\n    return n + 1\n";

    @Test
    void anInstructionIsACommentBeforeTheProgram() {
        ObjectNode line = written(ExampleLines::promptCompletion, PromptKind.INSTRUCTION, "Write next_of(n).");

        assertThat(line.path("prompt").asText()).isEqualTo("# Write next_of(n).\n");
        assertThat(line.path("completion").asText()).isEqualTo(PROGRAM);
    }

    @Test
    void codeToContinueIsNotSaidTwice() {
        ObjectNode line = written(ExampleLines::promptCompletion, PromptKind.COMPLETION, "def next_of(n):\n");

        assertThat(line.path("prompt").asText()).isEqualTo("def next_of(n):\n");
        assertThat(line.path("completion").asText()).isEqualTo("    return n + 1\n");
    }

    @Test
    void messagesAreAUsersAndAnAssistants() {
        ObjectNode line = written(ExampleLines::messages, PromptKind.INSTRUCTION, "Write next_of(n).");

        assertThat(line.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(line.at("/messages/0/content").asText())
                .isEqualTo("Write next_of(n).\n\nAnswer with the function only.");
        assertThat(line.at("/messages/1/role").asText()).isEqualTo("assistant");
        assertThat(line.at("/messages/1/content").asText())
                .isEqualTo("```python\ndef next_of(n):\n    return n + 1\n```");
    }

    @Test
    void alpacaHasNoInput() {
        ObjectNode line = written(ExampleLines::alpaca, PromptKind.INSTRUCTION, "Write next_of(n).");

        assertThat(line.path("instruction").asText()).startsWith("Write next_of(n).");
        assertThat(line.path("input").asText("absent")).isEmpty();
        assertThat(line.path("output").asText()).contains("return n + 1");
    }

    @Test
    void theStudentsSystemPromptIsExported() {
        ObjectNode messages = written(ExampleLines::messages, PromptKind.INSTRUCTION, "Write next_of(n).", "Be brief.");
        ObjectNode alpaca = written(ExampleLines::alpaca, PromptKind.INSTRUCTION, "Write next_of(n).", "Be brief.");

        assertThat(messages.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(messages.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(messages.at("/messages/1/role").asText()).isEqualTo("user");
        assertThat(alpaca.path("system").asText()).isEqualTo("Be brief.");
        assertThat(written(ExampleLines::alpaca, PromptKind.INSTRUCTION, "Write next_of(n).")
                        .has("system"))
                .isFalse();
    }

    @Test
    void softTargetsAreNamedWhereAnExampleHasSome() {
        ObjectNode without = JsonNodeFactory.instance.objectNode();
        ObjectNode with = JsonNodeFactory.instance.objectNode();

        ExampleLines.softTargets(TrainingExampleBuilder.builder().build(), without);
        ExampleLines.softTargets(
                TrainingExampleBuilder.builder()
                        .softTargets(new SoftTargets("file:///soft", "ab", 1200, 14, 3))
                        .build(),
                with);

        assertThat(without).isEmpty();
        assertThat(with)
                .hasToString("{\"softTargets\":{\"uri\":\"file:///soft\",\"sha256\":\"ab\",\"offset\":1200,\"rows\":14,"
                        + "\"first\":3}}");
    }

    private static ObjectNode written(ExampleLines.Form form, PromptKind kind, String prompt) {
        return written(form, kind, prompt, null);
    }

    private static ObjectNode written(ExampleLines.Form form, PromptKind kind, String prompt, String systemPrompt) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        form.write(
                TrainingExampleBuilder.builder()
                        .id("example")
                        .runId("run")
                        .round(1)
                        .taskId("task")
                        .sample(0)
                        .pair(PairKind.SOLVE)
                        .pairs(1)
                        .prompt(new StudentPrompt(kind, prompt))
                        .completion(PROGRAM)
                        .assignmentId("assignment")
                        .attemptId("attempt")
                        .refinementId("refinement")
                        .testResultId("result")
                        .teacherModel("teacher")
                        .costUsd(0)
                        .build(),
                systemPrompt,
                line);
        return line;
    }
}
