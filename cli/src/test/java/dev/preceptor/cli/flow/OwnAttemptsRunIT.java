package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are trained on the student's own attempts, which are recorded: two of them pass, two fail. */
class OwnAttemptsRunIT {

    @TempDir
    static Path home;

    private static ServeProcess services;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServices() throws Exception {
        services = ServeProcess.start(home);
    }

    @AfterAll
    static void stopServices() {
        services.close();
    }

    @Test
    void rftTrainsOnWhatPassedWithoutATeacher() throws Exception {
        RunReport report = run("rft", "method: rft", "", "nothing was bought");

        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.ledger()).isEqualTo(new Ledger(2, 0, 2, 0, 0));
        assertThat(report.trainingExamples()).isEqualTo(2);
        assertThat(report.teacher().model()).isEqualTo("none");
        assertThat(report.exams()).hasSize(2);
        assertThat(services.exported(report.runId())).hasSize(2).allSatisfy(line -> {
            assertThat(line.at("/lineage/origin").asText()).isEqualTo("STUDENT");
            assertThat(line.at("/lineage/verdict").asText()).isEqualTo("PASSED");
            assertThat(line.at("/lineage/trained/0/round").asInt()).isEqualTo(1);
            assertThat(line.at("/lineage/refinementId").isMissingNode()).isTrue();
        });
    }

    @Test
    void replayedAttemptsAreTrainedOnBesideTheTeachersLessons() throws Exception {
        RunReport report =
                run("replay", "method: persd\nteacher: {backend: reference}", ", replay: 0.5", "1 of them replayed");

        assertThat(report.ledger()).isEqualTo(new Ledger(2, 1, 1, 0, 0));
        assertThat(report.rounds()).singleElement().satisfies(round -> {
            assertThat(round.lessons()).isEqualTo(1);
            assertThat(round.replayed()).isEqualTo(1);
            assertThat(round.examples()).isEqualTo(2);
            assertThat(round.checkpoint()).isNotNull();
        });
        assertThat(services.exported(report.runId()))
                .filteredOn(line -> line.at("/lineage/trained").size() == 1)
                .hasSize(2);
    }

    /**
     * @param training further settings of the training
     * @param told a part of the report's text
     */
    private RunReport run(String name, String method, String training, String told) throws Exception {
        Path tiny = TinyRun.in(folder);
        Files.write(
                folder.resolve("attempts.jsonl"),
                List.of(
                        attempt("tiny/double", "def double(n):\\n    return n + n"),
                        attempt("tiny/square", "def square(n):\\n    return n ** 2"),
                        attempt("tiny/half", "def half(n):\\n    return n"),
                        attempt("tiny/unknown", "def f(n):\\n    return n")));
        Files.writeString(
                tiny,
                """
                name: %s
                student: {model: "%s"}
                %s
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                practice: {maxTokens: 24, recorded: attempts.jsonl}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024%s}
                exam: {maxTokens: 8}
                """
                        .formatted(name, folder.resolve("model"), method, training));
        Path json = folder.resolve("report.json");
        CommandLineCall run =
                CommandLineCall.of("run", tiny.toString(), "--server", services.address(), "--json", json.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains(told);
        return Json.mapper().readValue(json.toFile(), RunReport.class);
    }

    private static String attempt(String task, String program) {
        return "{\"taskId\": \"%s\", \"code\": \"%s\\n\"}".formatted(task, program);
    }
}
