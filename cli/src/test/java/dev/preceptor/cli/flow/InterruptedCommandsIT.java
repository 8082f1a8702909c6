package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of each kind of work: the process ends by it, its last line says how it stands, nothing half is left. */
class InterruptedCommandsIT {

    private static final String TASK =
            """
            {"id": "tiny/endless", "prompt": "Write f(n).", "entryPoint": "f", "tests": ["assert f(2) == 7"]}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyRun.in(folder);
    }

    @Test
    void finetune() throws Exception {
        Path examples = Files.write(
                folder.resolve("examples.jsonl"),
                IntStream.range(0, 64)
                        .mapToObj(i -> "{\"prompt\": \"Write f(n): n + %d.\", \"completion\": \"return n + %d\"}"
                                .formatted(i, i))
                        .toList());
        try (PackagedCommandLine command = command(
                "finetune",
                "--model",
                folder.resolve("model").toString(),
                "--examples",
                examples.toString(),
                "--out",
                folder.resolve("out").toString(),
                "--epochs",
                "10000",
                "--save-every",
                "1")) {
            command.awaitWord("loss");

            endsBy(
                    command,
                    "Stopped. The same command resumes from the last state in " + folder.resolve("out.training")
                            + ", if one was saved.");
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(names(folder)).noneMatch(name -> name.contains(".partial-"));
        assertThat(names(folder.resolve("out.training"))).noneMatch(name -> name.contains(".partial-"));
    }

    @Test
    void generate() throws Exception {
        Path samples = folder.resolve("samples.jsonl");
        try (PackagedCommandLine command = command(
                "generate",
                "--model",
                folder.resolve("model").toString(),
                "--tasks",
                Files.writeString(folder.resolve("tasks.jsonl"), TASK).toString(),
                "--samples-per-task",
                "100000",
                "--max-tokens",
                "16",
                "--temperature",
                "1",
                "--out",
                samples.toString())) {
            command.awaitWord("Generating");

            endsBy(command, "Stopped. " + samples + " has the finished samples.");
        }
        assertThat(Files.readAllLines(samples)).allSatisfy(line -> assertThat(line)
                .startsWith("{\"task_id\":\"tiny/endless\"")
                .endsWith("}"));
    }

    @Test
    void judge() throws Exception {
        Path results = folder.resolve("results.jsonl");
        Path samples = Files.write(
                folder.resolve("samples.jsonl"),
                IntStream.range(0, 2_000)
                        .mapToObj(i -> "{\"task_id\": \"tiny/endless\", \"code\": \"import time\\ntime.sleep(1)\"}")
                        .toList());
        try (PackagedCommandLine command = command(
                "judge",
                "--tasks",
                Files.writeString(folder.resolve("tasks.jsonl"), TASK).toString(),
                "--samples",
                samples.toString(),
                "--out",
                results.toString())) {
            command.awaitWord("Judging");

            endsBy(
                    command,
                    "Stopped. " + results + " has the results so far; to resume, repeat the command with --resume.");
        }
    }

    @Test
    void serveBeforeItServes() throws Exception {
        try (PackagedCommandLine command = command(
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                "" + LoopbackPort.free(),
                "--kafka-port",
                "" + LoopbackPort.free())) {
            command.awaitWord("Starting broker and services");

            endsBy(command, "Stopped. All data is kept in " + folder.resolve("data") + "; 'serve' resumes it.");
        }
    }

    private static void endsBy(PackagedCommandLine command, String advice) throws Exception {
        command.interrupt();
        assertThat(command.end()).as(command.err()).isEqualTo(130);
        List<String> said =
                command.err().lines().filter(line -> !line.isBlank()).toList();
        // On a busy machine services may take longer than is waited for.
        assertThat(said.stream().filter(line -> !line.matches("(Waiting for|Not waited for) .*")))
                .last()
                .isEqualTo(advice);
        assertThat(command.err()).doesNotContain("Exception");
    }

    private PackagedCommandLine command(String... arguments) throws IOException {
        return PackagedCommandLine.start(folder.resolve("home"), arguments);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
