package dev.preceptor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.S3Server;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that shares no folder with the service: deploy/trainer/in_bucket.py runs it with the same paths, on "another machine", for which
 * the service's folder is moved away. It needs a Python with boto3: the variable BOTO3_PYTHON, or python3.
 */
class JobTransferIT {

    private static final String PYTHON = System.getenv().getOrDefault("BOTO3_PYTHON", "python3");
    private static final Path IN_BUCKET = Path.of(System.getProperty("preceptor.root"), "deploy/trainer/in_bucket.py");

    @TempDir
    Path folder;

    private S3Server server;
    private String location;
    private Path root;
    private int machines;

    @BeforeEach
    void start() throws Exception {
        Process imports = new ProcessBuilder(PYTHON, "-c", "import boto3")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(imports.waitFor() == 0, "not run: " + PYTHON + " has no boto3");
        server = new S3Server();
        location = server.location(folder.resolve("cache"));
        root = folder.resolve("job");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aKilledProgramIsResumedElsewhereAndItsResultComesBack() throws Exception {
        ProgramRun run = JobFixture.write(root);
        ArtifactStore store = new ArtifactStore(location);
        JobTransfer transfer = new JobTransfer(store);

        transfer.send(run);
        assertThat(elsewhere("--kill-once-after", "3")).isEqualTo(128 + 9);
        transfer.receive(run);
        assertThat(run.folder().newestState()).contains("step-00000002");
        assertThat(run.folder().manifest()).isEmpty();

        transfer.send(run);
        assertThat(elsewhere()).isZero();
        transfer.receive(run);
        assertThat(steps()).containsExactly(1, 2, 3, 3, 4, 5, 6);
        assertThat(run.folder().manifest(run.description())).isPresent();

        store.exchange("job").delete();
        assertThat(server.keys("team/run/exchanges")).isEmpty();
    }

    @Test
    void anEarlierResultIsNotTakenForThatOfTheNextProgram() throws Exception {
        ProgramRun run = JobFixture.write(root);
        JobTransfer transfer = new JobTransfer(new ArtifactStore(location));
        transfer.send(run);
        assertThat(elsewhere()).isZero();

        transfer.send(run);
        transfer.receive(run);

        assertThat(run.folder().manifest()).isEmpty();
    }

    @Test
    void aChangedFileIsRefused() throws Exception {
        ProgramRun run = JobFixture.write(root);
        new JobTransfer(new ArtifactStore(location)).send(run);
        String key = server.keys("team/run/exchanges").stream()
                .filter(name -> name.endsWith("/examples.jsonl"))
                .findFirst()
                .orElseThrow();
        server.damage("s3://" + S3Server.BUCKET + "/" + key, "changed");

        assertThat(elsewhere()).isEqualTo(1);
    }

    /** Runs the program as if on another machine, and returns its status. */
    private int elsewhere(String... options) throws Exception {
        Path kept = folder.resolve("service");
        Files.move(root, kept);
        List<String> command = new ArrayList<>(List.of(PYTHON, IN_BUCKET.toString(), "job"));
        command.addAll(new CommandLine(ScriptedTrainer.command(options)).of(root));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + machines + ".txt").toFile());
        process.environment().put("PRECEPTOR_ARTIFACTS", location);
        process.environment().put("PRECEPTOR_TRAINING_JOB", root.toString());
        process.environment().put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
        process.environment().put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
        int status = process.start().waitFor();
        if (Files.exists(root)) {
            Files.move(root, folder.resolve("machine-" + machines));
        }
        machines++;
        Files.move(kept, root);
        return status;
    }

    private List<Integer> steps() throws IOException {
        List<Integer> steps = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("progress.jsonl"))) {
            var event = Json.mapper().readTree(line);
            if (event.path("event").asText().equals("step")) {
                steps.add(event.path("step").asInt());
            }
        }
        return steps;
    }
}
