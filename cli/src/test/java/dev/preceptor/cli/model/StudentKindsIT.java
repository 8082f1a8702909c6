package dev.preceptor.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.languagemodel.finetuning.ExampleFileTokenizer;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with the tokenizers and chat templates of CodeLlama, Mistral and Qwen3: they generate, learn, and generate again. */
class StudentKindsIT {

    private static final Path STUDENTS =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/students");
    private static final String PROGRAM = "    return 2 * n\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral", "qwen3"})
    void whatIsTrainedIsWhatIsAskedTokenByToken(String name) throws IOException {
        Path model = STUDENTS.resolve(name);
        Path tasks = Files.writeString(
                folder.resolve("t.jsonl"),
                """
                {"id": "a", "prompt": "def f(n):\\n", "promptKind": "completion", "entryPoint": "f", "tests": ["assert f(1) == 2"]}
                """);
        Task task = TaskFile.read(tasks).get(0);
        JsonNode chat = sample(model, tasks, "chat.jsonl", "--template", "enable_thinking=false");
        JsonNode completion = sample(model, tasks, "completion.jsonl", "--completion");
        Path examples = examples(task);

        List<TrainingSequence> trained = ExampleFileTokenizer.tokenize(
                model,
                Examples.read(examples),
                new TemplateVariables(Map.of("enable_thinking", false), Optional.empty()));

        assertThat(trained.get(0).promptIds()).isEqualTo(ids(chat.path("prompt_ids")));
        assertThat(trained.get(1).promptIds()).isEqualTo(ids(completion.path("prompt_ids")));
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            TrainingSequence continued = trained.get(1);
            assertThat(tokenizer.decodeAfter(continued.promptIds(), continued.completionIds()))
                    .isEqualTo(PROGRAM);
        }

        Path checkpoint = folder.resolve("checkpoint");
        CommandLineCall finetuned = CommandLineCall.of(
                "finetune",
                "--model",
                model.toString(),
                "--examples",
                examples.toString(),
                "--template",
                "enable_thinking=false",
                "--steps",
                "60",
                "--learning-rate",
                "1e-2",
                "--out",
                checkpoint.toString());
        assertThat(finetuned.status()).as(finetuned.err()).isZero();
        JsonNode learned = sample(checkpoint, tasks, "learned.jsonl", "--completion");
        assertThat(ids(learned.path("prompt_ids"))).isEqualTo(ids(completion.path("prompt_ids")));
        assertThat(learned.path("completion").asText()).isEqualTo(PROGRAM);
    }

    private JsonNode sample(Path model, Path tasks, String out, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "generate",
                "--model",
                model.toString(),
                "--tasks",
                tasks.toString(),
                "--max-tokens",
                "24",
                "--token-ids",
                "--out",
                folder.resolve(out).toString()));
        arguments.addAll(List.of(more));
        CommandLineCall call = CommandLineCall.of(arguments.toArray(String[]::new));
        assertThat(call.status()).as(call.err()).isZero();
        return Json.mapper().readTree(folder.resolve(out).toFile());
    }

    private Path examples(Task task) throws IOException {
        StudentPrompt prompt = StudentPrompt.forTask(task);
        ObjectNode chat = Json.mapper().createObjectNode();
        chat.putArray("messages").addObject().put("role", "user").put("content", prompt.asMessage());
        chat.withArray("messages")
                .addObject()
                .put("role", "assistant")
                .put("content", "```python\ndef f(n):\n" + PROGRAM + "```");
        ObjectNode completion =
                Json.mapper().createObjectNode().put("prompt", prompt.asText()).put("completion", PROGRAM);
        return Files.write(folder.resolve("e.jsonl"), List.of(chat.toString(), completion.toString()));
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
