package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleFileTest {

    private static List<Example> read(String text) {
        return ExampleFile.parse("e.jsonl", text.lines().toList());
    }

    @Test
    void readsTextsAndTokens() {
        List<Example> examples = read(
                """
                {"prompt": "p", "completion": "c", "more": 1}

                {"promptIds": [1, 2], "completionIds": [3]}
                """);

        assertThat(examples).hasSize(2);
        assertThat(examples.get(0)).isEqualTo(Example.ofText(1, "p", "c"));
        assertThat(examples.get(1).line()).isEqualTo(3);
        assertThat(examples.get(1).isText()).isFalse();
        assertThat(examples.get(1).promptIds()).containsExactly(1, 2);
        assertThat(examples.get(1).completionIds()).containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"prompt": "p"}                         | has neither texts "prompt" and "completion" nor
                    {"promptIds": [1], "completion": "c"}   | has neither texts
                    {"promptIds": [1.5], "completionIds": []} | the token 1.5 is no whole number
                    {"prompt": "p                           | is no JSON:
                    """)
    void aBrokenLineIsNamed(String line, String problem) {
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"completion\": \"c\"}\n" + line))
                .hasMessageStartingWith("e.jsonl:2: " + problem);
    }

    @Test
    void anEmptyFileHoldsNoExample() {
        assertThatThrownBy(() -> read("")).hasMessage("e.jsonl: holds no example");
    }
}
