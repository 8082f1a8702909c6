package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RungBill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 30 tasks on a ladder of four teachers, through the real broker: the student mends 5, a small model 10 of the other 25, a large one 8 of
 * the other 15, and the reference solutions the last 7.
 */
class LadderRunIT {

    private static final int TASKS = 30;
    private static final double SMALL_ANSWER_USD = 140e-6;
    private static final double LARGE_ANSWER_USD = 1400e-6;

    @TempDir
    Path folder;

    private ScriptedStudent student;
    private LadderServer teachers;

    @BeforeEach
    void start() throws Exception {
        Set<String> ownCorrections = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> function(i) + " corrected")
                .collect(Collectors.toSet());
        student = new ScriptedStudent(Map.of("tiny", ownCorrections));
        teachers = new LadderServer(Map.of("small", functions(6, 15), "large", functions(16, 23)));
    }

    @AfterEach
    void stop() {
        student.close();
        teachers.close();
    }

    @Test
    void eachTeacherIsAskedAboutWhatTheOneBeforeItLeft() throws Exception {
        RunReport report = run(1.0, "");

        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.ledger()).isEqualTo(new Ledger(0, TASKS, 0, 0, 0));
        assertThat(report.teacher().rungs())
                .extracting(RungBill::name, RungBill::asked, RungBill::taught, RungBill::calls)
                .containsExactly(
                        tuple("student", 30, 5, 0),
                        tuple("small", 25, 10, 25),
                        tuple("large", 15, 8, 15),
                        tuple("reference", 7, 7, 0));
        assertThat(report.teacher().rungs())
                .extracting(RungBill::costUsd)
                .satisfiesExactly(
                        free -> assertThat(free).isZero(),
                        small -> assertThat(small).isCloseTo(25 * SMALL_ANSWER_USD, within(1e-9)),
                        large -> assertThat(large).isCloseTo(15 * LARGE_ANSWER_USD, within(1e-9)),
                        free -> assertThat(free).isZero());
        assertThat(report.teacher().costUsd()).isCloseTo(25 * SMALL_ANSWER_USD + 15 * LARGE_ANSWER_USD, within(1e-9));
        assertThat(teachers.requests()).hasSize(40).doesNotHaveDuplicates();
        // The small model is told what the student made of it, and the large one what the small one did.
        assertThat(teachers.prompts("small"))
                .allSatisfy(prompt -> assertThat(prompt).contains("Another model was asked before", "return n\n"));
        assertThat(teachers.prompts("large")).allSatisfy(prompt -> assertThat(prompt)
                .contains("Another model was asked before", "return 3 * n", "It does not do:"));
        assertThat(exportedByRung()).isEqualTo(Map.of("student", 5L, "small", 10L, "large", 8L, "reference", 7L));
    }

    @Test
    void aTeacherWhoseBudgetIsUsedUpIsSkipped() throws Exception {
        // One request to the small model may cost some 0.0013 dollars: few fit under its own budget.
        double budgetOfSmall = 0.0015;

        RunReport report = run(1.0, ", budgetUsd: " + budgetOfSmall);

        assertThat(report.ledger()).isEqualTo(new Ledger(0, TASKS, 0, 0, 0));
        RungBill small = report.teacher().rungs().get(1);
        assertThat(small.calls()).isPositive().isLessThan(25);
        assertThat(teachers.prompts("small")).hasSize(small.calls());
        assertThat(small.costUsd())
                .isCloseTo(small.calls() * SMALL_ANSWER_USD, within(1e-9))
                .isLessThanOrEqualTo(budgetOfSmall);
        assertThat(small.budgetUsd()).isEqualTo(budgetOfSmall);
        assertThat(report.teacher().rungs().get(2).asked()).isEqualTo(25 - small.taught());
    }

    @Test
    void theCapOfTheRunHoldsOverAllTeachers() throws Exception {
        // One request to the large model may cost some 0.013 dollars: a few fit beside those to the small one.
        double cap = 0.025;

        RunReport report = run(cap, "");

        assertThat(report.ledger()).isEqualTo(new Ledger(0, TASKS, 0, 0, 0));
        double paid = teachers.prompts("small").size() * SMALL_ANSWER_USD
                + teachers.prompts("large").size() * LARGE_ANSWER_USD;
        assertThat(paid).isLessThanOrEqualTo(cap);
        assertThat(teachers.prompts("large")).hasSizeBetween(1, 14);
        assertThat(report.teacher().costUsd()).isCloseTo(paid, within(1e-9));
        // What no budget allows is left to the reference solutions, which cost nothing.
        assertThat(report.teacher().rungs().stream().mapToInt(RungBill::taught).sum())
                .isEqualTo(TASKS);
    }

    @Test
    void laddersAreComparedOnTheSameAttemptsUnderOneBudget() throws Exception {
        Path specification = specification(10, "budgetUsd: 1\nteachers:\n  - {backend: reference}\n");
        Files.writeString(folder.resolve("alone.yaml"), "teachers:\n" + model("large", 10, ""));
        Files.writeString(
                folder.resolve("ladder.yaml"), "teachers:\n" + model("small", 1, "") + model("large", 10, ""));
        Path json = folder.resolve("comparison.json");
        try (PackagedCommandLine command = PackagedCommandLine.start(
                folder.resolve("home"),
                "compare",
                specification.toString(),
                "--methods",
                "persd",
                "--teachers",
                "alone=" + folder.resolve("alone.yaml") + ",ladder=" + folder.resolve("ladder.yaml"),
                "--data",
                folder.resolve("data").toString(),
                "--json",
                json.toString())) {
            assertThat(command.end()).as(command.err()).isZero();
            assertThat(command.out()).contains("persd-alone", "persd-ladder");
        }

        JsonNode comparison = Json.mapper().readTree(json.toFile());
        assertThat(comparison.path("rows").findValuesAsText("label"))
                .containsExactly("base", "persd-alone", "persd-ladder");
        assertThat(comparison.at("/rows/1/paidUsd").asDouble()).isCloseTo(10 * LARGE_ANSWER_USD, within(1e-9));
        // The small model mends 5 of the 10, so that the large one is asked about the other 5 only.
        assertThat(comparison.at("/rows/2/ledger/taught").asInt()).isEqualTo(5);
        assertThat(comparison.at("/rows/2/paidUsd").asDouble())
                .isCloseTo(10 * SMALL_ANSWER_USD + 5 * LARGE_ANSWER_USD, within(1e-9));
    }

    private RunReport run(double budget, String settingsOfSmall) throws Exception {
        Path specification = specification(
                TASKS,
                "budgetUsd: " + budget + "\nteachers:\n  - {backend: student}\n" + model("small", 1, settingsOfSmall)
                        + model("large", 10, "") + "  - {backend: reference}\n");
        Path report = folder.resolve("report.json");
        try (PackagedCommandLine command = PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--json",
                report.toString())) {
            assertThat(command.end()).as(command.err()).isZero();
            assertThat(command.out())
                    .contains("student -> small -> large -> reference", "student: taught 5 of 30, free");
        }
        return Json.mapper().readValue(report.toFile(), RunReport.class);
    }

    private Path specification(int tasks, String teachers) throws Exception {
        TinyRun.in(folder);
        Files.write(
                folder.resolve("practice.jsonl"),
                IntStream.rangeClosed(1, tasks).mapToObj(LadderRunIT::task).toList());
        return Files.writeString(
                folder.resolve("run.yaml"),
                """
                name: ladder
                student: {model: model, backend: openai, baseUrl: "%s", servedModel: tiny, checkpointModel: "trained-{round}"}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                """
                                .formatted(student.baseUrl())
                        + teachers);
    }

    /** A line of a list of teachers. An answer of a model costs its price times the tokens. */
    private String model(String name, int price, String settings) {
        return ("  - {backend: openai, baseUrl: \"%s\", model: %s, maxTokens: 64,"
                        + " pricePerMillionTokens: {prompt: %d, completion: %d}%s}\n")
                .formatted(teachers.baseUrl(), name, price, 2 * price, settings);
    }

    /** The number of examples by the rung in their lineage. */
    private Map<String, Long> exportedByRung() throws Exception {
        try (PackagedCommandLine export = PackagedCommandLine.start(
                folder.resolve("home"), "export", folder.resolve("data").toString())) {
            assertThat(export.end()).as(export.err()).isZero();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : export.out().lines().toList()) {
                lines.add(Json.mapper().readTree(line));
            }
            return lines.stream()
                    .collect(Collectors.groupingBy(
                            line -> line.at("/lineage/rung").asText(), Collectors.counting()));
        }
    }

    private static Set<String> functions(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(LadderRunIT::function)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String function(int number) {
        return "twice_%02d".formatted(number);
    }

    private static String task(int number) {
        String function = function(number);
        return """
                {"id": "ladder/%s", "prompt": "Write %s(n): 2 * n.", "entryPoint": "%s", "tests": ["assert %s(2) == 4"], \
                "solutions": ["def %s(n):\\n    return 2 * n\\n"]}"""
                .formatted(function, function, function, function, function);
    }
}
