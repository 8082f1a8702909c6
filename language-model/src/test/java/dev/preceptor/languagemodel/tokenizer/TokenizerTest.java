package dev.preceptor.languagemodel.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LLAMA = FIXTURES.resolve("llama");
    private static final Path GGUF = FIXTURES.resolve("llama_gguf/llama-q8_0.gguf");

    @TempDir
    private Path folder;

    static List<String> models() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("tokenizer.json")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode golden(String model) throws IOException {
        return new ObjectMapper()
                .readTree(FIXTURES.resolve(model).resolve("golden.json").toFile())
                .path("tokenizer");
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    @ParameterizedTest
    @MethodSource("models")
    void encodesAndDecodesAsTransformers(String model) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve(model))) {
            for (JsonNode expected : golden(model).path("texts")) {
                int[] ids = ids(expected.get("ids"));
                assertThat(tokenizer.encode(expected.get("text").asText())).isEqualTo(ids);
                assertThat(tokenizer.decode(ids, false))
                        .isEqualTo(expected.get("decoded").asText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2"})
    void rendersAndEncodesAChatAsTransformers(String model) throws IOException {
        JsonNode expected = golden(model).path("chat");
        List<ChatMessage> messages = new ArrayList<>();
        expected.path("messages")
                .forEach(message -> messages.add(new ChatMessage(
                        message.get("role").asText(), message.get("content").asText())));
        boolean prompt = expected.path("add_generation_prompt").asBoolean();
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve(model))) {
            assertThat(tokenizer.hasChatTemplate()).isTrue();
            assertThat(tokenizer.renderChat(messages, prompt))
                    .isEqualTo(expected.path("text").asText());
            int[] ids = ids(expected.path("ids"));
            assertThat(tokenizer.encodeChat(messages, prompt)).isEqualTo(ids);
            assertThat(tokenizer.decode(ids))
                    .isEqualTo(expected.path("decoded_without_specials").asText());
        }
    }

    @Test
    void aGgufFileHoldsTheSameTokenizerAsTheFolderItWasMadeFrom() throws IOException {
        try (Tokenizer fromFolder = Tokenizer.load(LLAMA);
                Tokenizer fromGguf = Tokenizer.load(GGUF)) {
            for (JsonNode expected : golden("llama").path("texts")) {
                assertThat(fromGguf.encode(expected.get("text").asText())).isEqualTo(ids(expected.get("ids")));
            }
            List<ChatMessage> chat = List.of(ChatMessage.system("Be brief."), ChatMessage.user("1024 naïve 🙂"));
            assertThat(fromGguf.encodeChat(chat, true)).isEqualTo(fromFolder.encodeChat(chat, true));
            assertThat(fromGguf.specialIds()).isEqualTo(fromFolder.specialIds());
            assertThat(fromGguf.beginId()).isEqualTo(fromFolder.beginId()).hasValue(1);
            assertThat(fromGguf.endId()).isEqualTo(fromFolder.endId()).hasValue(2);
            assertThat(fromGguf.padId()).isEqualTo(fromFolder.padId()).hasValue(2);
        }
    }

    @Test
    void theFilesOfAGgufTokenizerMakeAFolderThatGivesTheSameTokens() throws IOException {
        try (Tokenizer original = Tokenizer.load(GGUF)) {
            for (var file : original.files().entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            try (Tokenizer again = Tokenizer.load(folder)) {
                String text = "<|im_start|>user\nfor i in range(10):\n    print(i)<|im_end|>";
                assertThat(again.encode(text)).isEqualTo(original.encode(text));
                assertThat(again.endId()).isEqualTo(original.endId());
                assertThat(again.renderChat(List.of(ChatMessage.user("x")), false))
                        .isEqualTo(original.renderChat(List.of(ChatMessage.user("x")), false));
            }
        }
    }

    @Test
    void specialTokensAreRecognisedInTextAndLeftOutOfIt() {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            int[] ids = tokenizer.encode("<|im_start|>x<|im_end|>");
            assertThat(ids).startsWith(1).endsWith(2).hasSize(3);
            assertThat(tokenizer.decode(ids)).isEqualTo("x");
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<|im_start|>x<|im_end|>");
            assertThat(tokenizer.id("<|im_end|>")).hasValue(2);
            assertThat(tokenizer.id("no single token")).isEqualTo(OptionalInt.empty());
        }
    }

    @Test
    void textsAreNotCutShort() {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            assertThat(tokenizer.encode("7".repeat(5_000))).hasSize(5_000);
        }
    }

    @Test
    void whatIsNoTextCannotHarm() {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            assertThat(tokenizer.decode(tokenizer.encode("x\uDC00y\uD83D"))).isEqualTo("x\uFFFDy\uFFFD");
            assertThat(tokenizer.decode(new int[] {-1, 1_000_000, Integer.MAX_VALUE, 70}))
                    .isEqualTo(tokenizer.decode(new int[] {70}));
        }
    }

    @Test
    void severalThreadsMayEncodeAtOnce() {
        String text = "def square(x): return x ** 2";
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            int[] expected = tokenizer.encode(text);
            assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> tokenizer.encode(text)))
                    .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
        }
    }

    @Test
    void aModelWithoutAChatTemplateSaysSo() {
        Path gpt2 = FIXTURES.resolve("gpt2");
        try (Tokenizer tokenizer = Tokenizer.load(gpt2)) {
            assertThat(tokenizer.hasChatTemplate()).isFalse();
            assertThatThrownBy(() -> tokenizer.renderChat(List.of(), true))
                    .isInstanceOf(ChatTemplateException.class)
                    .hasMessageContaining(gpt2.toString());
        }
    }

    @Test
    void theTemplateOfItsOwnFileIsPreferred() throws IOException {
        copyLlama();
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages[0].content }}{{ eos_token }}\n");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.renderChat(List.of(ChatMessage.user("Hi")), true))
                    .isEqualTo("Hi<|im_end|>");
            assertThat(tokenizer.files()).containsKey("chat_template.jinja");
        }
    }

    /** For transformers 5, LlamaTokenizer is another tokenizer, which would lose the spaces of this one. */
    @Test
    void aSavedTokenizerNamesTheClassThatReadsItsFile() throws IOException {
        copyLlama();
        Path settings = folder.resolve("tokenizer_config.json");
        String original = Files.readString(settings);
        assertThat(savedSettings()).isEqualTo(original);
        String other = original.replace("PreTrainedTokenizerFast", "LlamaTokenizerFast");
        Files.writeString(settings, other);
        assertThat(new ObjectMapper().readTree(savedSettings())).isEqualTo(new ObjectMapper().readTree(original));
        String own = other.replaceFirst("[{]", "{\"auto_map\": {\"AutoTokenizer\": [\"own.Tokenizer\", null]}, ");
        Files.writeString(settings, own);
        assertThat(savedSettings()).isEqualTo(own);
    }

    private String savedSettings() {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            return new String(tokenizer.files().get("tokenizer_config.json"), StandardCharsets.UTF_8);
        }
    }

    /** As transformers does with a message of a role and a content. */
    @Test
    void aTemplateWritesTheRoleOfAMessageBeforeItsContent() throws IOException {
        copyLlama();
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{{ messages | tojson }}{% for key, value in messages[0].items() %} {{ key }}{% endfor %}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.renderChat(List.of(ChatMessage.user("Hi")), false))
                    .isEqualTo("[{\"role\": \"user\", \"content\": \"Hi\"}] role content");
        }
    }

    @Test
    void ofSeveralTemplatesTheDefaultIsTaken() throws IOException {
        copyLlama();
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                """
                {"bos_token": {"content": "<|im_start|>"}, "eos_token": null,
                 "chat_template": [{"name": "tools", "template": "no"}, {"name": "default", "template": "yes"}]}""");
        Files.delete(folder.resolve("special_tokens_map.json"));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.renderChat(List.of(), false)).isEqualTo("yes");
            assertThat(tokenizer.beginId()).hasValue(1);
            assertThat(tokenizer.endId()).isEmpty();
        }
    }

    @Test
    void aBeginTokenIsAddedToTextButNotToAChatThatSpellsItOut() throws IOException {
        copyLlama();
        Path file = folder.resolve("tokenizer.json");
        String processor =
                """
                "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "<|im_start|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                  "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                  "special_tokens": {"<|im_start|>": {"id": "<|im_start|>", "ids": [1], "tokens": ["<|im_start|>"]}}}""";
        Files.writeString(file, Files.readString(file).replace("\"post_processor\": null", processor));
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ bos_token }}{{ messages[0].content }}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int[] plain = tokenizer.encode("x", false);
            assertThat(plain).hasSize(1);
            assertThat(tokenizer.encode("x")).containsExactly(1, plain[0]);
            assertThat(tokenizer.encodeChat(List.of(ChatMessage.user("x")), true))
                    .containsExactly(1, plain[0]);
        }
    }

    @Test
    void aRefusalOfTheTemplateNamesTheModel() throws IOException {
        copyLlama();
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ raise_exception('No system messages') }}");
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThatThrownBy(() -> tokenizer.renderChat(List.of(ChatMessage.system("x")), true))
                    .isInstanceOf(ChatTemplateException.class)
                    .hasMessage(folder.resolve("chat_template.jinja") + ": chat template: line 1: No system messages");
        }
    }

    /** The expected tokens are llama.cpp's (llama-cpp-python 0.3.36) for llama-q8_0.gguf with that name in it. */
    @ParameterizedTest
    @CsvSource({
        "GPT2, 273 223 61 19 14 223 20 20 63 29 201 200 82 84 223 223 5 223 19 18 18 14 18 18 18 16 23 201 201 223 223 30 31 32",
        "DIGITS, 273 223 61 19 14 223 20 20 63 29 201 200 82 84 223 223 5 223 19 18 18 14 18 18 18 16 23 201 201 223 223 30 31 32",
        "QWEN, 273 223 61 19 14 223 20 20 63 29 201 200 82 84 223 223 5 223 19 18 18 14 18 18 18 16 23 201 201 223 223 30 31 32",
        "LLAMA3, 273 223 61 19 14 223 20 20 63 29 201 200 82 84 223 223 5 223 19 18 18 14 18 18 18 16 23 201 201 223 223 30 31 32",
        "DEFAULT, 223 31 223 61 19 14 223 20 20 63 29 201 200 82 84 259 5 223 19 18 18 14 18 18 18 16 23 201 260 30 31 32"
    })
    void textIsCutAsLlamaCppDoes(String name, String ids) throws IOException {
        copyLlama();
        Path file = folder.resolve("tokenizer.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode tokenizerFile = (ObjectNode) mapper.readTree(file.toFile());
        tokenizerFile.set("pre_tokenizer", PreTokenizer.valueOf(name).json());
        mapper.writeValue(file.toFile(), tokenizerFile);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode(" = [1, 22];\n\tpr  # 100,000.5\n\n  <=>"))
                    .containsExactly(Arrays.stream(ids.split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }
    }

    @Test
    void aFolderWithoutATokenizerIsRefused() {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no tokenizer.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"model\": {\"type\": \"BPE\"}}", "{\"added_tokens\": 3}"})
    void aDamagedTokenizerIsRefused(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tokenizer.json");
    }

    private void copyLlama() throws IOException {
        for (String name : List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(LLAMA.resolve(name), folder.resolve(name));
        }
    }
}
