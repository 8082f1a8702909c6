package dev.preceptor.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import org.junit.jupiter.api.Test;

class PreferenceLinesTest {

    private static final String RIGHT = "def next_of(n):\n    return n + 1\n";
    private static final String WRONG = "def next_of(n):\n    return n\n";

    @Test
    void aConversationHasTheSystemPromptAndOneAnswerOnEachSide() {
        ObjectNode line = written(PreferenceLines::messages, PromptKind.INSTRUCTION, "Write next_of(n).", "Be brief.");

        assertThat(line.at("/prompt/0/role").asText()).isEqualTo("system");
        assertThat(line.at("/prompt/0/content").asText()).isEqualTo("Be brief.");
        assertThat(line.at("/prompt/1/content").asText())
                .isEqualTo("Write next_of(n).\n\nAnswer with the function only.");
        assertThat(line.path("chosen")).hasSize(1);
        assertThat(line.at("/chosen/0/role").asText()).isEqualTo("assistant");
        assertThat(line.at("/chosen/0/content").asText()).isEqualTo("```python\n" + RIGHT + "```");
        assertThat(line.path("rejected")).hasSize(1);
        assertThat(line.at("/rejected/0/role").asText()).isEqualTo("assistant");
        assertThat(line.at("/rejected/0/content").asText()).isEqualTo("```python\n" + WRONG + "```");
    }

    @Test
    void textsContinueThePromptThatIsCode() {
        ObjectNode line = written(PreferenceLines::texts, PromptKind.COMPLETION, "def next_of(n):\n", null);

        assertThat(line.path("prompt").asText()).isEqualTo("def next_of(n):\n");
        assertThat(line.path("chosen").asText()).isEqualTo("    return n + 1\n");
        assertThat(line.path("rejected").asText()).isEqualTo("    return n\n");
    }

    private static ObjectNode written(PreferenceLines.Form form, PromptKind kind, String prompt, String systemPrompt) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        form.write(new PreferenceLines.Pair(new StudentPrompt(kind, prompt), RIGHT, WRONG), systemPrompt, line);
        return line;
    }
}
