package dev.preceptor.cli.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A run that takes seconds: a model of random weights, which solves nothing, and tasks with known solutions. */
final class TinyRun {

    static final String NAME = "tiny";

    /** Of the practice tasks; the last has no solution, so nobody can teach it. */
    static final int TEACHABLE = 3;

    static final int UNTEACHABLE = 1;
    static final int EXAM_TASKS = 2;

    private TinyRun() {}

    /** Writes model, tasks and specification into the folder; the answer is the specification. */
    static Path in(Path folder) throws IOException {
        copyModel(folder.resolve("model"));
        Files.write(
                folder.resolve("practice.jsonl"),
                List.of(
                        task("tiny/double", "double", "2 * n", 4),
                        task("tiny/square", "square", "n * n", 4),
                        task("tiny/half", "half", "n // 2", 1),
                        """
                        {"id": "tiny/unknown", "prompt": "Write f(n).", "entryPoint": "f", "tests": ["assert f(2) == 7"]}"""));
        Files.write(
                folder.resolve("exam.jsonl"),
                List.of(task("tiny/negative", "negative", "-n", -2), task("tiny/next", "next_of", "n + 1", 3)));
        return Files.writeString(
                folder.resolve("tiny.yaml"),
                """
                name: %s
                student: {model: model}
                teacher: {backend: reference}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd-combined
                practice: {maxTokens: 24}
                training: {epochs: 2, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {samples: 2, maxTokens: 24}
                """
                        .formatted(NAME));
    }

    private static String task(String id, String function, String expression, int ofTwo) {
        return """
                {"id": "%s", "prompt": "Write %s(n): %s.", "entryPoint": "%s", "tests": ["assert %s(2) == %d"], \
                "solutions": ["def %s(n):\\n    return %s\\n"]}"""
                .formatted(id, function, expression, function, function, ofTwo, function, expression);
    }

    /** The golden llama, with a context that holds our prompts: its positions are rotary, so any length will do. */
    private static void copyModel(Path target) throws IOException {
        Path source = Path.of(
                System.getProperty("preceptor.root"),
                "language-model",
                "src",
                "test",
                "resources",
                "fixtures",
                "llama");
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        Path configuration = target.resolve("config.json");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("\"max_position_embeddings\": 128", "\"max_position_embeddings\": 1024"));
    }
}
