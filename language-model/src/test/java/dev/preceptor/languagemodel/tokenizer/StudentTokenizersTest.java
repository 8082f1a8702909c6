package dev.preceptor.languagemodel.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the values of SentencePiece and transformers that benchmarks/exactness/students.py wrote. */
class StudentTokenizersTest {

    private static final Path STUDENTS = Path.of("src/test/resources/students");

    private static Tokenizer load(String model) {
        Path folder = STUDENTS.resolve(model);
        return Tokenizer.load(model.endsWith("_gguf") ? folder.resolve("model.gguf") : folder);
    }

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
    @ValueSource(strings = {"codellama", "codellama_gguf", "mistral", "qwen3"})
    void textsHaveTheTokensOfTransformers(String model) throws IOException {
        try (Tokenizer tokenizer = load(model)) {
            for (JsonNode text : golden(model).get("texts")) {
                assertThat(tokenizer.encode(text.get("text").asText())).isEqualTo(ids(text.get("ids")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "codellama_gguf", "mistral", "qwen3"})
    void aCompletionIsTrainedOnTheTokensThatTheModelGenerates(String model) throws IOException {
        try (Tokenizer tokenizer = load(model)) {
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
    @ValueSource(strings = {"codellama", "codellama_gguf", "mistral", "qwen3"})
    void tokensAreDecodedAfterThePromptWholeAndOneByOne(String model) throws IOException {
        try (Tokenizer tokenizer = load(model)) {
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
    @ValueSource(strings = {"codellama", "codellama_gguf", "mistral", "qwen3"})
    void chatsAreAskedAndAnsweredAsByTransformers(String model) throws IOException {
        try (Tokenizer tokenizer = load(model)) {
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
    @ValueSource(strings = {"codellama", "codellama_gguf", "mistral", "qwen3"})
    void longTextsAreDecodedOneByOne(String model) {
        String text = "def f(x):\n    return 'naïve 🙂 数据'\n\n\t# 数据数据数据\n".repeat(20);
        try (Tokenizer tokenizer = load(model)) {
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
        try (Tokenizer tokenizer = load("codellama")) {
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

    /** The two line breaks at the border are one token of the vocabulary, and a text that is encoded alone begins with a space. */
    @Test
    void aLineBreakAfterALineBreakIsTrainedWithoutASpace(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                """
                {"version": "1.0", "added_tokens": [],
                 "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": false},
                 "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                  {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
                 "model": {"type": "BPE", "unk_token": "<unk>", "merges": [["\\n", "\\n"], ["▁", "x"]],
                  "vocab": {"<unk>": 0, "▁": 1, "\\n": 2, "\\n\\n": 3, "x": 4, "▁x": 5}}}
                """);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            PromptTokens prompt = tokenizer.prompt("x\n");
            assertThat(prompt.ids()).containsExactly(5, 2);
            int[] completion = tokenizer.encodeCompletion(prompt, "\nx x");
            assertThat(completion).containsExactly(2, 4, 5);
            assertThat(tokenizer.decodeAfter(prompt.ids(), completion)).isEqualTo("\nx x");
        }
    }

    /** With the ids of tokenizers 0.23.3. */
    @Test
    void anAddedTokenThatIsASingleWordIsNotFoundWithinAWord(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                """
                {"version": "1.0", "added_tokens": [
                  {"id": 9, "content": "<w>", "single_word": true, "lstrip": false, "rstrip": false, "normalized": false, "special": false},
                  {"id": 10, "content": "ab", "single_word": true, "lstrip": false, "rstrip": false, "normalized": false, "special": false},
                  {"id": 11, "content": "<l>", "single_word": true, "lstrip": true, "rstrip": true, "normalized": false, "special": true}],
                 "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
                 "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
                 "model": {"type": "BPE", "merges": [],
                  "vocab": {"a": 0, "b": 1, "x": 2, "y": 3, "z": 4, "Ġ": 5, "_": 6, "<": 7, ">": 8}}}
                """);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("x <w> y")).containsExactly(2, 5, 9, 5, 3);
            assertThat(tokenizer.encode("x<w>y")).containsExactly(2, 7, 8, 3);
            assertThat(tokenizer.encode("_ab_ ab")).containsExactly(6, 0, 1, 6, 5, 10);
            assertThat(tokenizer.encode("xab")).containsExactly(2, 0, 1);
            assertThat(tokenizer.encode("x <l> y")).containsExactly(2, 11, 3);
            assertThat(tokenizer.id("ab")).hasValue(10);
            PromptTokens prompt = tokenizer.prompt("x");
            int[] completion = tokenizer.encodeCompletion(prompt, "ab y");
            assertThat(completion).containsExactly(10, 5, 3);
            assertThat(tokenizer.decodeAfter(prompt.ids(), completion)).isEqualTo("ab y");
        }
    }

    @Test
    void aGgufFileHasTheSpecialTokensOfTheFolderItWasMadeFrom() {
        try (Tokenizer folder = load("codellama");
                Tokenizer file = load("codellama_gguf")) {
            assertThat(file.specialIds()).isEqualTo(folder.specialIds()).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(file.beginId()).isEqualTo(folder.beginId()).hasValue(1);
            assertThat(file.endId()).isEqualTo(folder.endId()).hasValue(2);
            String text = "x</s> y <s>\tz";
            assertThat(file.encode(text)).isEqualTo(folder.encode(text));
        }
    }

    @Test
    void aSentencePieceTokenizerOfAGgufFileCanBeSavedAsAFolder(@TempDir Path saved) throws IOException {
        String text = "    def f(x):\n        return 'naïve 🙂 数'";
        try (Tokenizer file = load("codellama_gguf")) {
            for (var part : file.files().entrySet()) {
                Files.write(saved.resolve(part.getKey()), part.getValue());
            }
            try (Tokenizer folder = Tokenizer.load(saved)) {
                assertThat(folder.encode(text)).isEqualTo(file.encode(text));
                assertThat(folder.decode(folder.encode(text))).isEqualTo(text);
            }
        }
    }

    @Test
    void aGgufFileWithoutScoresIsRefused(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(STUDENTS.resolve("codellama_gguf/model.gguf"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Path damaged = folder.resolve("model.gguf");
        Files.writeString(
                damaged, text.replace("tokenizer.ggml.scores", "tokenizer.ggml.scares"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Tokenizer.load(damaged))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(damaged + ": tokenizer.ggml.scores is missing");
    }
}
