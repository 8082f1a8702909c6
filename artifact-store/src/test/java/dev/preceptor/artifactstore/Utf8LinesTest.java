package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8LinesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\n", "a\nb", "ä\n\nb\n", "\n", "{\"x\":\"y\\n\"}\n{}\n"})
    void linesEqualThoseOfTheText(String text) {
        assertThat(new Utf8Lines(text.getBytes(StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(text.lines().toList());
    }

    @Test
    void sizeIsTheNumberOfLines() {
        String text = "line\n".repeat(1_000);

        assertThat(new Utf8Lines(text.getBytes(StandardCharsets.UTF_8)))
                .hasSize(1_000)
                .containsOnly("line");
    }
}
