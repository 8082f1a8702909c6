package dev.preceptor.languagemodel.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chat templates of many families of models, whose texts benchmarks/exactness/chat_templates.py made with jinja2 in transformers'
 * settings.
 */
class ChatTemplatesTest {

    private static final Path FOLDER = Path.of("src/test/resources/chat-templates");
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final JsonNode FILE = read();

    private static JsonNode read() {
        try {
            return MAPPER.readTree(FOLDER.resolve("expected.json").toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> templates() {
        return FILE.get("expected").properties().stream().map(Map.Entry::getKey).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> variables(JsonNode conversation) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("tools", null);
        variables.put("documents", null);
        variables.putAll(MAPPER.convertValue(FILE.get("tokens"), Map.class));
        variables.putAll(MAPPER.convertValue(conversation, Map.class));
        return variables;
    }

    @Test
    void thereAreAtLeastFifty() {
        assertThat(templates()).hasSizeGreaterThanOrEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void eachConversationIsWrittenAsByJinja2(String name) throws IOException {
        JinjaTemplate template = JinjaTemplate.parse(Files.readString(FOLDER.resolve(name + ".jinja")));
        Optional<LocalDate> date = Optional.of(LocalDate.parse(FILE.get("date").asText()));
        for (int i = 0; i < FILE.get("conversations").size(); i++) {
            Map<String, Object> variables = variables(FILE.get("conversations").get(i));
            JsonNode expected = FILE.get("expected").get(name).get(i);
            if (expected.isTextual()) {
                assertThat(template.render(variables, date))
                        .as("conversation %d", i)
                        .isEqualTo(expected.asText());
            } else {
                assertThatThrownBy(() -> template.render(variables, date))
                        .as("conversation %d", i)
                        .isInstanceOf(JinjaException.class)
                        .hasMessageStartingWith("line ");
            }
        }
    }
}
