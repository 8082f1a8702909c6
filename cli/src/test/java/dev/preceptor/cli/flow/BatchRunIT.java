package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.teacher.batch.BatchServer;
import dev.preceptor.teacher.batch.BatchServer.Payment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./preceptor run} with a teacher that is asked in batches: its report, its lessons and their lineage. */
class BatchRunIT {

    private static final int TASKS = 6;

    @TempDir
    Path folder;

    private ScriptedStudent student;
    private BatchServer teacher;

    @BeforeEach
    void start() throws Exception {
        student = new ScriptedStudent(Map.of());
        teacher = new BatchServer();
        teacher.answers(text -> {
            String function = text.replaceAll("(?s).*?(twice_\\d+).*", "$1");
            return "```python\ndef " + function + "(n):\n    return 2 * n\n```";
        });
    }

    @AfterEach
    void stop() {
        student.close();
        teacher.close();
    }

    @Test
    void theFailuresOfARunAreTaughtInABatchAtHalfThePrice() throws Exception {
        Path specification = specification();
        Path report = folder.resolve("report.json");
        try (PackagedCommandLine command = PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                data(),
                "--json",
                report.toString())) {
            assertThat(command.end()).as(command.err()).isZero();
        }

        RunReport ended = Json.mapper().readValue(report.toFile(), RunReport.class);
        assertThat(ended.state()).isEqualTo(Run.State.FINISHED);
        assertThat(ended.ledger()).isEqualTo(new Ledger(0, TASKS, 0, 0, 0));
        List<Payment> payments = teacher.payments();
        assertThat(payments).hasSize(TASKS).extracting(Payment::batch).doesNotContainNull();
        assertThat(payments).extracting(Payment::question).doesNotHaveDuplicates();
        double half = payments.stream()
                        .mapToDouble(payment -> payment.promptTokens() + 2.0 * payment.completionTokens())
                        .sum()
                / 1e6
                / 2;
        assertThat(ended.teacher().costUsd()).isCloseTo(half, within(1e-7));

        try (PackagedCommandLine export = PackagedCommandLine.start(folder.resolve("home"), "export", data())) {
            assertThat(export.end()).as(export.err()).isZero();
            List<String> lines = export.out().lines().toList();
            assertThat(lines).hasSize(TASKS);
            for (String line : lines) {
                JsonNode lineage = Json.mapper().readTree(line).path("lineage");
                assertThat(teacher.batchIds()).contains(lineage.path("batch").asText());
            }
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Path specification() throws Exception {
        TinyRun.in(folder);
        Files.write(
                folder.resolve("practice.jsonl"),
                IntStream.rangeClosed(1, TASKS).mapToObj(BatchRunIT::task).toList());
        return Files.writeString(
                folder.resolve("run.yaml"),
                """
                name: batch
                student: {model: model, backend: openai, baseUrl: "%s", servedModel: tiny, checkpointModel: "trained-{round}"}
                teacher: {backend: openai, baseUrl: "%s", model: some-model, maxTokens: 64, budgetUsd: 1,
                          pricePerMillionTokens: {prompt: 1, completion: 2}, batch: {wait: 1s, poll: 1s}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                """
                        .formatted(student.baseUrl(), teacher.baseUrl()));
    }

    private static String task(int number) {
        String function = "twice_%02d".formatted(number);
        return """
                {"id": "batch/%s", "prompt": "Write %s(n): 2 * n.", "entryPoint": "%s", "tests": ["assert %s(2) == 4"], \
                "solutions": ["def %s(n):\\n    return 2 * n\\n"]}"""
                .formatted(function, function, function, function, function);
    }
}
