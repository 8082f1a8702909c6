package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose teacher is an HTTP server that does all that servers do. */
class TroubledTeacherIT {

    static final List<String> FUNCTIONS =
            List.of("works", "limited_once", "broken_once", "hangs", "garbles", "says_nothing", "only_talks");

    @TempDir
    static Path home;

    private static ServeProcess services;

    @TempDir
    Path folder;

    private ChatServer server;

    @BeforeAll
    static void startServices() throws Exception {
        services = ServeProcess.start(home);
    }

    @AfterAll
    static void stopServices() {
        services.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ChatServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whateverTheServerDoesEachTaskEndsAndTheCapHolds() throws Exception {
        RunReport report = run("troubled", 0.05);

        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        // Taught: works, limited_once, broken_once. Untaught: says_nothing, only_talks. Faulted: hangs, garbles.
        assertThat(report.ledger()).isEqualTo(new Ledger(0, 3, 2, 0, 2));
        assertThat(report.trainingExamples()).isEqualTo(3);
        assertThat(server.paid())
                .isPositive()
                .isLessThanOrEqualTo(report.teacher().costUsd());
        assertThat(report.teacher().costUsd()).isLessThanOrEqualTo(0.05);
    }

    @Test
    void whatTheBudgetDoesNotAllowIsNotAsked() throws Exception {
        // Below the greatest cost of one request, by far: its answer alone may cost 2 * 64 millionths.
        RunReport report = run("unfunded", 0.0001);

        assertThat(report.ledger()).isEqualTo(new Ledger(0, 0, 0, FUNCTIONS.size(), 0));
        assertThat(server.requests()).isZero();
    }

    @Test
    void aBudgetForAFewAnswersIsNeverExceeded() throws Exception {
        double budget = 0.002;

        RunReport report = run("short", budget);

        assertThat(report.ledger().unfunded()).isPositive();
        assertThat(server.requests()).isPositive();
        assertThat(server.paid()).isLessThanOrEqualTo(budget);
    }

    private RunReport run(String name, double budget) throws Exception {
        TinyRun.in(folder);
        Files.write(
                folder.resolve("practice.jsonl"),
                FUNCTIONS.stream().map(TroubledTeacherIT::task).toList());
        Path specification = Files.writeString(
                folder.resolve("troubled.yaml"),
                """
                name: %s
                student: {model: "%s"}
                teacher: {backend: openai, baseUrl: "%s", model: scripted, budgetUsd: %s, maxTokens: 64,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}, timeoutSeconds: 2}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd
                practice: {maxTokens: 8}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {maxTokens: 8}
                """
                        .formatted(name, folder.resolve("model"), server.baseUrl(), budget));
        CommandLineCall run =
                CommandLineCall.of("run", specification.toString(), "--server", services.address(), "--json", "-");
        assertThat(run.status()).as(run.err()).isZero();
        return Json.mapper().readValue(run.out(), RunReport.class);
    }

    static String task(String function) {
        return "{\"id\": \"troubled/%s\", \"prompt\": \"Write %s(n).\", \"entryPoint\": \"%s\", \"tests\": [\"assert %s(2) == 4\"]}"
                .formatted(function, function, function, function);
    }
}
