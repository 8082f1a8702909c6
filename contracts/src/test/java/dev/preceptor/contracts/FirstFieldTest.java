package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirstFieldTest {

    @Test
    void theFirstFieldOfTheNameIsFoundAtAnyDepth() {
        assertThat(text("{\"id\": 1, \"submission\": {\"assignment\": {\"purpose\": \"EXAM\"}}, \"purpose\": \"x\"}"))
                .isEqualTo("EXAM");
    }

    @Test
    void theRestIsNotRead() {
        assertThat(text("{\"purpose\": \"EXAM\", and then nothing that is JSON"))
                .isEqualTo("EXAM");
    }

    @Test
    void aValueThatEqualsTheNameIsNoField() {
        assertThat(text("{\"prompt\": \"purpose\", \"tests\": [\"purpose\", \"EXAM\"]}"))
                .isNull();
    }

    @Test
    void aFieldThatIsNoTextIsNull() {
        assertThat(text("{\"purpose\": null}")).isNull();
        assertThat(text("{\"purpose\": {\"purpose\": \"EXAM\"}}")).isNull();
    }

    @Test
    void whatIsNoJsonHasNoField() {
        assertThat(text("no JSON")).isNull();
        assertThat(text("")).isNull();
        assertThat(FirstField.text(null, "purpose")).isNull();
    }

    private static String text(String json) {
        return FirstField.text(json.getBytes(StandardCharsets.UTF_8), "purpose");
    }
}
