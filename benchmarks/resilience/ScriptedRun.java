import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A run whose student and teacher are scripted, and whose training is real, of a model with few and random weights. */
record ScriptedRun(String name, int first, int tasks, int exam, ScriptedModels models, Path model, double budgetUsd) {

    RunRequest request() {
        String text =
                """
                {"name": "%s", "method": "persd",
                 "student": {"model": "%s", "backend": "openai", "baseUrl": "%s", "servedModel": "untrained",
                             "checkpointModel": "%s", "concurrency": 64},
                 "teacher": {"backend": "openai", "baseUrl": "%s", "model": "scripted", "budgetUsd": %s, "attempts": 2,
                             "maxTokens": 128, "requestsPerMinute": 6000000, "concurrency": 64, "timeoutSeconds": 20,
                             "pricePerMillionTokens": {"prompt": %s, "completion": %s}},
                 "tasks": {"practice": "practice.jsonl", "exam": "exam.jsonl"},
                 "training": {"epochs": 1, "learningRate": 1.0e-3, "batchTokens": 4096, "maxLength": 1024},
                 "exam": {"samples": 1}}"""
                        .formatted(
                                name,
                                model,
                                models.student(),
                                ScriptedModels.TRAINED,
                                models.teacher(),
                                budgetUsd,
                                ScriptedModels.PROMPT_PRICE,
                                ScriptedModels.COMPLETION_PRICE);
        try {
            JsonNode specification = Json.mapper().readTree(text);
            return new RunRequest(specification, Exercise.tasks(first, tasks), Exercise.tasks(first + tasks, exam), null);
        } catch (IOException e) {
            throw new IllegalStateException("the specification is JSON", e);
        }
    }

    /** The tests' llama of random weights, with a context that holds our prompts: its positions are rotary. */
    static Path copyModel(Path root, Path target) throws IOException {
        Path source = root.resolve("language-model/src/test/resources/fixtures/llama");
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(source)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        Path configuration = target.resolve("config.json");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("\"max_position_embeddings\": 128", "\"max_position_embeddings\": 1024"));
        return target;
    }
}
