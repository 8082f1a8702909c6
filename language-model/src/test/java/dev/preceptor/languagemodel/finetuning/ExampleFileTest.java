package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleFileTest {

    private static List<Example> read(String text) {
        List<ExampleFile.Row> rows = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(new ExampleFile.Row(i + 1, object(lines.get(i))));
            }
        }
        return ExampleFile.parse("e.jsonl", rows);
    }

    private static ObjectNode object(String line) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachAnswerInAConversationIsAnExample() {
        ChatMessage asked = ChatMessage.user("add");
        ChatMessage answered = ChatMessage.assistant("a+b");

        List<Example> examples = read(
                """
                {"messages": [{"role": "user", "content": "add"}, {"role": "assistant", "content": "a+b"}], "lineage": {}}
                {"prompt": [{"role": "user", "content": "add"}], "completion": [{"role": "assistant", "content": "a+b"}]}
                {"instruction": "add", "input": "", "output": "a+b"}
                {"instruction": "add", "input": "two", "output": "a+b"}
                {"messages": [{"role": "user", "content": "add"}, {"role": "assistant", "content": "a+b"}, \
                {"role": "user", "content": "add"}, {"role": "assistant", "content": "b+a"}]}
                """);

        assertThat(examples.subList(0, 3))
                .containsExactly(
                        Example.ofConversation(1, List.of(asked), "a+b"),
                        Example.ofConversation(2, List.of(asked), "a+b"),
                        Example.ofConversation(3, List.of(asked), "a+b"));
        assertThat(examples.get(3).messages()).containsExactly(ChatMessage.user("add\n\ntwo"));
        assertThat(examples.subList(4, 6))
                .containsExactly(
                        Example.ofConversation(5, List.of(asked), "a+b"),
                        Example.ofConversation(5, List.of(asked, answered, asked), "b+a"));
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
                    {"prompt": "p"}                         | is not an example in a known form; write "prompt" and "completion"
                    {"promptIds": [1], "completion": "c"}   | is not an example in a known form;
                    {"prompt": "p", "completion": 5}        | "completion" is not a string but a number; write a string
                    {"prompt": "p", "completion": null}     | "completion" lacks a value; write a string
                    {"messages": [{"role": "user"}]}        | "messages[0].content" lacks a value; write a string
                    {"messages": ["add"]}                   | "messages[0]" is "add"; write {"role": "user"
                    {"messages": [{"role": "user", "content": "add"}]} | contains no answer; write a message of the role "assistant"
                    {"prompt": [{"role": "user", "content": "a"}], "completion": []} | "completion" has 0 messages; write one answer
                    {"promptIds": [1.5], "completionIds": []} | the token 1.5 is not an integer
                    """)
    void anInvalidLineIsNamed(String line, String problem) {
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"completion\": \"c\"}\n" + line))
                .hasMessageStartingWith("e.jsonl:2: " + problem);
    }

    @Test
    void anEmptyFileIsRejected() {
        assertThatThrownBy(() -> read("")).hasMessage("e.jsonl: contains no example");
    }
}
