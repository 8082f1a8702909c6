package dev.preceptor.languagemodel.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the values of SentencePiece and transformers that benchmarks/exactness/students.py wrote. */
class StudentTokenizersTest {

    private static final Path STUDENTS = Path.of("src/test/resources/students");

    private static JsonNode golden(String model) throws IOException {
        return new ObjectMapper()
                .readTree(STUDENTS.resolve(model).resolve("golden.json").toFile());
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static List<ChatMessage> messages(JsonNode list) {
        List<ChatMessage> messages = new ArrayList<>();
        list.forEach(message -> messages.add(new ChatMessage(
                message.get("role").asText(), message.get("content").asText())));
        return messages;
    }

    private static TemplateVariables variables(JsonNode given) {
        Map<String, Object> variables = new LinkedHashMap<>();
        given.fieldNames()
                .forEachRemaining(name -> variables.put(name, given.get(name).asBoolean()));
        return new TemplateVariables(variables, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void textsHaveTheTokensOfTransformers(String model) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            for (JsonNode text : golden(model).get("texts")) {
                assertThat(tokenizer.encode(text.get("text").asText())).isEqualTo(ids(text.get("ids")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void aCompletionIsTrainedOnTheTokensThatTheModelGenerates(String model) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            for (JsonNode text : golden(model).get("continuations")) {
                PromptTokens prompt = tokenizer.prompt(text.get("prompt").asText());
                String completion = text.get("completion").asText();
                assertThat(prompt.ids()).isEqualTo(ids(text.get("prompt_ids")));
                assertThat(tokenizer.encodeCompletion(prompt, completion))
                        .as(prompt.text() + completion)
                        .isEqualTo(ids(text.get("completion_ids")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void tokensAreDecodedAfterThePromptWholeAndOneByOne(String model) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            for (JsonNode text : golden(model).get("continuations")) {
                int[] prompt = ids(text.get("prompt_ids"));
                int[] completion = ids(text.get("completion_ids"));
                String expected = text.get("completion").asText();
                assertThat(tokenizer.decodeAfter(prompt, completion)).isEqualTo(expected);
                IncrementalDecoder decoder = tokenizer.incrementalDecoderAfter(prompt);
                StringBuilder pieces = new StringBuilder();
                for (int id : completion) {
                    pieces.append(decoder.append(id));
                    assertThat(expected).startsWith(pieces);
                }
                assertThat(pieces + decoder.finish()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void chatsAreAskedAndAnsweredAsByTransformers(String model) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            for (JsonNode chat : golden(model).get("chats")) {
                List<ChatMessage> messages = messages(chat.get("messages"));
                TemplateVariables variables = variables(chat.get("variables"));
                PromptTokens prompt = tokenizer.chatPrompt(messages, variables);
                String answer =
                        tokenizer.chatAnswer(messages, chat.get("answer").asText(), variables);
                assertThat(prompt.text()).isEqualTo(chat.get("text").asText());
                assertThat(prompt.ids()).isEqualTo(ids(chat.get("ids")));
                assertThat(answer).isEqualTo(chat.get("answer_text").asText());
                assertThat(tokenizer.encodeCompletion(prompt, answer)).isEqualTo(ids(chat.get("answer_ids")));
                assertThat(tokenizer.decodeAfter(prompt.ids(), ids(chat.get("answer_ids"))))
                        .isEqualTo(answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void longTextsAreDecodedOneByOne(String model) {
        String text = "def f(x):\n    return 'naïve 🙂 数据'\n\n\t# 数据数据数据\n".repeat(20);
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            PromptTokens prompt = tokenizer.prompt("# 数\n");
            IncrementalDecoder decoder = tokenizer.incrementalDecoderAfter(prompt.ids());
            StringBuilder pieces = new StringBuilder();
            for (int id : tokenizer.encodeCompletion(prompt, text)) {
                pieces.append(decoder.append(id));
            }
            assertThat(pieces + decoder.finish()).isEqualTo(text);
        }
    }

    /** CodeLlama writes a line break as a byte, as it does the bytes of a character that its vocabulary lacks. */
    @Test
    void aCharacterThatIsCutOffTakesNoLineBreakWithIt() {
        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve("codellama"))) {
            PromptTokens prompt = tokenizer.prompt("x");
            int[] whole = tokenizer.encodeCompletion(prompt, "\n🙂");
            for (int bytes = 1; bytes <= 3; bytes++) {
                assertThat(tokenizer.decodeAfter(prompt.ids(), Arrays.copyOf(whole, 1 + bytes)))
                        .startsWith("\n")
                        .hasSizeBetween(2, 1 + bytes)
                        .containsPattern("\n\uFFFD+");
            }
            assertThat(tokenizer.decodeAfter(prompt.ids(), whole)).isEqualTo("\n🙂");
        }
    }
}
