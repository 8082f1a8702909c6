package dev.preceptor.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline model commands against what transformers and torch gave for the same tiny model. */
class ModelCommandsIT {

    private static final Path MODEL = Path.of(
            System.getProperty("preceptor.root"), "language-model", "src", "test", "resources", "fixtures", "llama");
    private static final double TOLERANCE = 1e-4;

    private static JsonNode golden;

    @TempDir
    Path folder;

    @BeforeAll
    static void readGoldenValues() throws IOException {
        golden = Json.mapper().readTree(MODEL.resolve("golden.json").toFile());
    }

    private static List<Integer> ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::intValue)
                .toList();
    }

    private static String commaSeparated(JsonNode ids) {
        return ids(ids).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private JsonNode json() throws IOException {
        return Json.mapper().readTree(folder.resolve("report.json").toFile());
    }

    @Test
    void generatesTheReferencesTokens() throws IOException {
        CommandLineCall call = assertGeneratesTheReferencesTokens(MODEL);

        assertThat(json().path("tokensPerSecond").asDouble()).isPositive();
        assertThat(call.out()).isEqualTo(json().path("text").asText() + System.lineSeparator());
    }

    /** The file was made from the model of the reference. */
    @Test
    void aConvertedFileGeneratesTheReferencesTokens() throws IOException {
        Path converted = folder.resolve("converted");
        CommandLineCall call = CommandLineCall.of(
                "convert",
                "--model",
                MODEL.resolveSibling("llama_gguf/llama-f32.gguf").toString(),
                "--out",
                converted.toString());
        assertThat(call.status()).as(call.err()).isZero();
        assertThat(call.out()).contains("model " + converted, "sha256 ");

        assertGeneratesTheReferencesTokens(converted);
    }

    private CommandLineCall assertGeneratesTheReferencesTokens(Path model) throws IOException {
        JsonNode expectedIds = golden.path("greedy").get(0).path("new_ids");
        CommandLineCall call = CommandLineCall.of(
                "generate",
                "--model",
                model.toString(),
                "--prompt-ids",
                commaSeparated(golden.path("prompts").get(0).path("ids")),
                "--max-tokens",
                Integer.toString(expectedIds.size()),
                "--temperature",
                "0",
                "--json",
                folder.resolve("report.json").toString());

        assertThat(call.status()).as(call.err()).isZero();
        assertThat(ids(json().path("ids"))).isEqualTo(ids(expectedIds));
        return call;
    }

    @Test
    void aConvertedModelOverwritesNothing() {
        CommandLineCall call = CommandLineCall.of("convert", "--model", MODEL.toString(), "--out", MODEL.toString());

        assertThat(call.status()).isNotZero();
        assertThat(call.err()).contains("--out", "is not empty");
    }

    @Test
    void aSeedDrawsTheSameAgainAndAnotherSeedSomethingElse() {
        List<String> texts = new ArrayList<>();
        for (String seed : List.of("7", "7", "8")) {
            CommandLineCall call = CommandLineCall.of(
                    "generate",
                    "--model",
                    MODEL.toString(),
                    "--prompt",
                    "def f(x):",
                    "--max-tokens",
                    "24",
                    "--temperature",
                    "1.5",
                    "--seed",
                    seed);
            assertThat(call.status()).as(call.err()).isZero();
            texts.add(call.out());
        }

        assertThat(texts.get(1)).isEqualTo(texts.get(0));
        assertThat(texts.get(2)).isNotEqualTo(texts.get(0));
    }

    @Test
    void writesSamplesThatJudgeReads() throws IOException {
        Path tasks = Files.writeString(
                folder.resolve("t.jsonl"),
                """
                {"id": "a", "prompt": "Do.", "entryPoint": "f", "tests": ["assert f(1) == 1"]}
                {"id": "b", "prompt": "Go.", "entryPoint": "g", "tests": ["assert g(1) == 1"]}
                """);
        Path samples = folder.resolve("s.jsonl");

        CommandLineCall generated = CommandLineCall.of(
                "generate",
                "--model",
                MODEL.toString(),
                "--tasks",
                tasks.toString(),
                "--samples-per-task",
                "2",
                "--max-tokens",
                "4",
                "--temperature",
                "1",
                "--token-ids",
                "--out",
                samples.toString());
        CommandLineCall judged =
                CommandLineCall.of("judge", "--tasks", tasks.toString(), "--samples", samples.toString());

        assertThat(generated.status()).as(generated.err()).isZero();
        assertThat(Files.readAllLines(samples)).hasSize(4).allSatisfy(line -> {
            JsonNode sample = Json.mapper().readTree(line);
            assertThat(sample.path("prompt_ids")).isNotEmpty();
            assertThat(sample.path("completion_ids")).hasSizeBetween(0, 4);
        });
        assertThat(judged.status()).as(judged.err()).isZero();
        assertThat(judged.out()).containsPattern("samples +4\n").containsPattern("pass@1 +0.0000\n");
    }

    @Test
    void scoresAsTheReferenceDoes() throws IOException {
        JsonNode training = golden.path("training");

        CommandLineCall call = CommandLineCall.of(
                "score",
                "--model",
                MODEL.toString(),
                "--examples",
                examples(training).toString(),
                "--json",
                folder.resolve("report.json").toString());

        assertThat(call.status()).as(call.err()).isZero();
        double loss = training.path("loss").asDouble();
        assertThat(json().path("loss").asDouble()).isCloseTo(loss, within(TOLERANCE));
        assertThat(Math.log(json().path("perplexity").asDouble())).isCloseTo(loss, within(TOLERANCE));
        assertThat(json().path("tokens").asInt())
                .isEqualTo(training.path("scored_tokens").asInt());
    }

    @Test
    void anExampleLongerThanTheContextIsNamed() throws IOException {
        Path examples = Files.writeString(
                folder.resolve("e.jsonl"), "{\"prompt\": \"" + "7".repeat(200) + "\", \"completion\": \"c\"}\n");

        CommandLineCall call =
                CommandLineCall.of("score", "--model", MODEL.toString(), "--examples", examples.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("e.jsonl:1: a text of 202 tokens; the model takes 2 to 128");
    }

    private Path examples(JsonNode training) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : training.path("rows")) {
            ObjectNode line = Json.mapper().createObjectNode();
            line.set("promptIds", row.path("prompt_ids"));
            line.set("completionIds", row.path("completion_ids"));
            lines.add(line.toString());
        }
        return Files.write(folder.resolve("e.jsonl"), lines);
    }

    @Test
    void finetunesAsTheReferenceDoes() throws IOException {
        JsonNode training = golden.path("training");
        Path examples = examples(training);
        Path out = folder.resolve("checkpoint");

        CommandLineCall call = CommandLineCall.of(
                "finetune",
                "--model",
                MODEL.toString(),
                "--examples",
                examples.toString(),
                "--out",
                out.toString(),
                "--learning-rate",
                training.path("lr").asText(),
                "--schedule",
                "constant",
                "--steps",
                "4",
                "--batch-size",
                "1",
                "--accumulation",
                "2",
                "--max-grad-norm",
                "0",
                "--no-shuffle",
                "--dtype",
                "float32",
                "--json",
                folder.resolve("report.json").toString());

        assertThat(call.status()).as(call.err()).isZero();
        JsonNode losses = training.path("losses_after_0_1_2_3_steps");
        JsonNode steps = json().path("steps");
        assertThat(steps).hasSize(losses.size());
        for (int i = 0; i < losses.size(); i++) {
            assertThat(steps.get(i).path("step").intValue()).isEqualTo(i + 1);
            assertThat(steps.get(i).path("loss").asDouble())
                    .isCloseTo(losses.get(i).asDouble(), within(TOLERANCE));
        }
        double norm = training.path("grad_norm").asDouble();
        assertThat(steps.get(0).path("gradNorm").asDouble()).isCloseTo(norm, within(TOLERANCE * norm));
        assertThat(json().at("/checkpoint/uri").asText()).isEqualTo(out.toUri().toString());
        assertThat(json().at("/checkpoint/sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(out.resolve("model.safetensors")).exists();
    }

    @Test
    void anAdapterGeneratesWhatTheMergedModelGenerates() throws IOException {
        Path examples = Files.writeString(
                folder.resolve("e.jsonl"),
                "{\"prompt\": \"def f(x):\", \"completion\": \" return 2 * x\"}\n".repeat(5));
        Path adapter = folder.resolve("adapter");
        Path merged = folder.resolve("merged");

        CommandLineCall trained = CommandLineCall.of(
                "finetune",
                "--model",
                MODEL.toString(),
                "--examples",
                examples.toString(),
                "--out",
                adapter.toString(),
                "--merged",
                merged.toString(),
                "--adaptation",
                "lora",
                "--lora-rank",
                "4",
                "--lora-alpha",
                "8",
                "--lora-targets",
                "q_proj,v_proj,down_proj",
                "--learning-rate",
                "2e-2",
                "--epochs",
                "6",
                "--validation-fraction",
                "0.2",
                "--save-every",
                "2",
                "--json",
                folder.resolve("report.json").toString());

        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("adapter " + adapter).contains("merged model " + merged);
        assertThat(json().path("validation")).hasSize(6);
        assertThat(folder.resolve("adapter.training")).doesNotExist();
        String base = greedy("--model", MODEL.toString());
        String adapted = greedy("--model", MODEL.toString(), "--adapter", adapter.toString());
        assertThat(adapted).isEqualTo(greedy("--model", merged.toString())).isNotEqualTo(base);
    }

    private static String greedy(String... model) {
        List<String> words = new ArrayList<>(List.of("generate", "--prompt", "def f(x):", "--max-tokens", "12"));
        words.addAll(List.of(model));
        CommandLineCall call = CommandLineCall.of(words.toArray(String[]::new));
        assertThat(call.status()).as(call.err()).isZero();
        return call.out();
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        CommandLineCall call = CommandLineCall.of(
                "generate",
                "--model",
                MODEL.toString(),
                "--adapter",
                MODEL.resolveSibling("codegen").resolve("adapter").toString(),
                "--prompt",
                "x");

        assertThat(call.status()).isNotZero();
        assertThat(call.err()).contains("adapts layer transformer.h.0").contains("it was made for codegen");
    }

    @Test
    void aFolderWithSomethingInItIsNotWrittenOver() throws IOException {
        Path examples = Files.writeString(folder.resolve("e.jsonl"), "{\"prompt\": \"p\", \"completion\": \"c\"}\n");

        CommandLineCall call = CommandLineCall.of(
                "finetune", "--model", MODEL.toString(), "--examples", examples.toString(), "--out", folder.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--out " + folder + ": is not empty");
    }

    @Test
    void aModelThatIsNotThereIsAWrongCall() {
        Path missing = folder.resolve("missing");

        CommandLineCall call = CommandLineCall.of("generate", "--model", missing.toString(), "--prompt", "p");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).startsWith("error: ").contains(missing.toString());
    }

    @Test
    void anUnknownDtypeIsAWrongCall() {
        CommandLineCall call =
                CommandLineCall.of("finetune", "--model", "m", "--examples", "e", "--out", "o", "--dtype", "float64");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--dtype", "float64");
    }

    @Test
    void aCheckpointIsStoredInTheTypeThatIsAskedForAndItsMemoryIsToldBefore() throws IOException {
        Path examples = Files.writeString(
                folder.resolve("e.jsonl"), "{\"prompt\": \"def f(x):\", \"completion\": \" return 2 * x\"}\n");
        Path out = folder.resolve("checkpoint");

        CommandLineCall call = CommandLineCall.of(
                "finetune",
                "--model",
                MODEL.toString(),
                "--examples",
                examples.toString(),
                "--out",
                out.toString(),
                "--steps",
                "1",
                "--checkpoint-dtype",
                "bfloat16");

        assertThat(call.status()).as(call.err()).isZero();
        assertThat(call.err().lines().findFirst().orElseThrow())
                .matches("training needs \\d+\\.\\d\\d GiB: weights .* tokens at once; .*");
        assertThat(out.resolve("config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
        // Beside the header of some kilobytes, the base has four bytes a weight.
        assertThat(Files.size(out.resolve("model.safetensors")))
                .isLessThan(Files.size(MODEL.resolve("model.safetensors")) * 6 / 10);
    }

    @Test
    void anUnknownCheckpointTypeIsAWrongCall() {
        CommandLineCall call = CommandLineCall.of(
                "finetune", "--model", "m", "--examples", "e", "--out", "o", "--checkpoint-dtype", "int8");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--checkpoint-dtype", "int8");
    }
}
