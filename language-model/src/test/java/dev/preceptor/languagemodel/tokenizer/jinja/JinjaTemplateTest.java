package dev.preceptor.languagemodel.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Jinja2 itself gives (cases.json, see make_cases.py). */
class JinjaTemplateTest {

    private static final JsonNode FILE = file();
    private static final Map<String, Object> VARIABLES = variables();

    private static JsonNode file() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("src/test/resources/jinja/cases.json").toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> variables() {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
        return mapper.convertValue(FILE.get("variables"), Map.class);
    }

    static Stream<JsonNode> rendered() {
        return FILE.get("cases").valueStream().filter(expected -> expected.has("output"));
    }

    static Stream<JsonNode> failing() {
        return FILE.get("cases").valueStream().filter(expected -> expected.has("fails"));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void rendersWhatJinja2Renders(JsonNode expected) {
        assertThat(JinjaTemplate.parse(expected.get("template").asText()).render(VARIABLES))
                .isEqualTo(expected.get("output").asText());
    }

    @ParameterizedTest
    @MethodSource("failing")
    void failsWhereJinja2Fails(JsonNode expected) {
        assertThatThrownBy(() ->
                        JinjaTemplate.parse(expected.get("template").asText()).render(VARIABLES))
                .isInstanceOf(JinjaException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void theMessageOfARefusalIsKeptWithItsLine() {
        JinjaTemplate template = JinjaTemplate.parse("a\n{% if true %}\n{{ raise_exception('No tools') }}{% endif %}");
        assertThatThrownBy(() -> template.render(Map.of())).hasMessage("line 3: No tools");
    }

    @Test
    void theDateIsNotVisible() {
        String template = "{% if strftime_now is defined %}today{% else %}26 Jul 2024{% endif %}";
        assertThat(JinjaTemplate.parse(template).render(Map.of())).isEqualTo("26 Jul 2024");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% set x = 'aaaaaaaaaaaaaaaa' %}{% for a in range(99999) %}{{ x }}{{ x * 2 }}{% endfor %}",
                "{% for a in range(99999) %}{% for b in range(50) %}{{ text }}{% endfor %}{% endfor %}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% for a in range(1000000000) %}{% endfor %}"
            })
    void aTemplateCannotRunForEver(String template) {
        Map<String, Object> variables = Map.of("text", "x".repeat(1000));
        assertThatThrownBy(() -> JinjaTemplate.parse(template).render(variables))
                .isInstanceOf(JinjaException.class);
    }

    @Test
    void deepNestingIsAnErrorNotACrash() {
        List<String> templates = List.of(
                "{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}",
                "{{ 1" + " + 1".repeat(20_000) + " }}",
                "{{ " + "not ".repeat(20_000) + "1 }}",
                "{% if a %}".repeat(20_000),
                "{% if a %}" + "{% elif a %}".repeat(20_000) + "{% endif %}");
        for (String template : templates) {
            assertThatThrownBy(() -> JinjaTemplate.parse(template).render(Map.of()))
                    .isInstanceOf(JinjaException.class);
        }
    }

    /** Whatever is done to a template, the outcome is text or a JinjaException. */
    @Test
    void damagedTemplatesFailCleanly() {
        Random random = new Random(1);
        List<String> templates =
                rendered().map(expected -> expected.get("template").asText()).toList();
        for (int i = 0; i < 3_000; i++) {
            StringBuilder template = new StringBuilder(templates.get(random.nextInt(templates.size())));
            for (int j = 0; j < 3 && template.length() > 0; j++) {
                int at = random.nextInt(template.length());
                switch (random.nextInt(3)) {
                    case 0 -> template.deleteCharAt(at);
                    case 1 -> template.setCharAt(at, "{}%#-|.,'\"()[] 0a=".charAt(random.nextInt(18)));
                    default -> template.insert(at, template.substring(at, Math.min(template.length(), at + 3)));
                }
            }
            try {
                JinjaTemplate.parse(template.toString()).render(VARIABLES);
            } catch (JinjaException expected) {
                assertThat(expected).hasMessageNotContaining("\n\n");
            } catch (RuntimeException e) {
                throw new AssertionError("for " + template, e);
            }
        }
    }
}
