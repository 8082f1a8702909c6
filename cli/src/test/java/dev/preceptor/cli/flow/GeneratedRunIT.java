package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose practice tasks a scripted teacher invents over HTTP. */
class GeneratedRunIT {

    private static final int TASKS = 6;
    private static final int BAD_DRAFTS = 1;
    private static final int STALL_AFTER = 2;
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private Path specification;
    private Path practice;

    @BeforeEach
    void files() throws Exception {
        specification = TinyRun.in(folder);
        practice = folder.resolve("practice.jsonl");
        Files.delete(practice);
        Files.writeString(
                specification,
                Files.readString(specification).replace("model: model", "model: \"" + folder.resolve("model") + "\""));
        Files.writeString(folder.resolve("seeds.jsonl"), DraftScript.SEED);
    }

    /** One draft that is no task, the tasks, and then answers that teach nothing. */
    private static List<String> script() {
        List<String> script = new ArrayList<>(List.of("I would rather talk about the weather."));
        for (int i = 1; i <= TASKS; i++) {
            script.add(DraftScript.good(i));
        }
        script.addAll(Collections.nCopies(TASKS, "I do not know."));
        return script;
    }

    @Test
    void aRunGeneratesItsTasksThroughAKillAndPaysForEachDraftOnce() throws Exception {
        try (DraftServer server = new DraftServer(script(), STALL_AFTER)) {
            specify(server, "0.5");
            try (PackagedCommandLine first = run()) {
                server.awaitStall();
                first.kill();
            }
            int stalled = server.requests() - server.answers();
            assertThat(practice).doesNotExist();
            server.goOn();

            RunReport report;
            try (PackagedCommandLine second = run()) {
                assertThat(second.end()).as(second.err()).isZero();
                assertThat(second.err())
                        .contains("6 practice tasks to generate from 1 seeds", "6 of 6 tasks in " + practice)
                        .contains("UNREADABLE: the answer has no section 'Task'");
                report = Json.mapper().readValue(second.out(), RunReport.class);
            }
            assertThat(report.state()).isEqualTo(Run.State.FINISHED);
            assertThat(report.practiceTasks()).isEqualTo(TASKS);
            assertThat(report.ledger()).isEqualTo(new Ledger(0, 0, TASKS, 0, 0));
            assertThat(report.generation().progress().tasks()).isEqualTo(TASKS);
            assertThat(report.generation().progress().dropped()).containsEntry("UNREADABLE", BAD_DRAFTS);
            assertThat(Files.readAllLines(practice)).hasSize(TASKS).allSatisfy(line -> assertThat(
                            Json.mapper().readTree(line).at("/origin/seeds/0").asText())
                    .isEqualTo("seed/double"));
            assertThat(server.answers()).isEqualTo(BAD_DRAFTS + TASKS + TASKS);
            assertThat(server.requests()).isEqualTo(server.answers() + stalled);

            int before = server.requests();
            try (PackagedCommandLine third = run()) {
                assertThat(third.end()).as(third.err()).isZero();
                assertThat(third.err()).as("the tasks are read from the file").contains("6 practice tasks, 2 exam");
                assertThat(Json.mapper().readValue(third.out(), RunReport.class).runId())
                        .isEqualTo(report.runId());
            }
            assertThat(server.requests()).isEqualTo(before);
        }
    }

    @Test
    void theReasonOfAGenerationThatFailsReachesTheRunWhichContinuesWithALargerBudget() throws Exception {
        try (DraftServer server = new DraftServer(script(), NEVER);
                ServeProcess services = ServeProcess.start(folder)) {
            specify(server, "0");
            CommandLineCall first = run(services);
            assertThat(first.status()).isEqualTo(1);
            assertThat(first.err())
                    .contains("the run failed: the practice tasks were not generated: the budget does not allow more")
                    .contains("draft 1, UNFUNDED: ");
            RunReport failed = Json.mapper().readValue(first.out(), RunReport.class);
            assertThat(failed.state()).isEqualTo(Run.State.FAILED);
            assertThat(server.requests()).isZero();
            assertThat(practice).doesNotExist();

            specify(server, "0.5");
            CommandLineCall second = run(services);
            assertThat(second.status()).as(second.err()).isZero();
            RunReport finished = Json.mapper().readValue(second.out(), RunReport.class);
            assertThat(finished.runId()).isEqualTo(failed.runId());
            assertThat(finished.state()).isEqualTo(Run.State.FINISHED);
            assertThat(finished.practiceTasks()).isEqualTo(TASKS);
        }
    }

    private void specify(DraftServer server, String budgetOfGeneration) throws Exception {
        String teacher = "teacher: {backend: openai, baseUrl: \"%s\", model: scripted, budgetUsd: 1, concurrency: %d,"
                + " pricePerMillionTokens: {prompt: 1, completion: 2}, requestsPerMinute: 6000}";
        String tasks = "tasks: {practice: practice.jsonl, exam: exam.jsonl,"
                + " generate: {seeds: seeds.jsonl, count: %d, budgetUsd: %s}}";
        List<String> lines = new ArrayList<>(Files.readAllLines(specification));
        lines.replaceAll(line -> line.startsWith("teacher:")
                ? teacher.formatted(server.baseUrl(), DraftServer.CONCURRENCY)
                : line.startsWith("tasks:") ? tasks.formatted(TASKS, budgetOfGeneration) : line);
        Files.write(specification, lines);
    }

    private CommandLineCall run(ServeProcess services) {
        return CommandLineCall.of("run", specification.toString(), "--server", services.address(), "--json", "-");
    }

    private PackagedCommandLine run() throws Exception {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--json",
                "-");
    }
}
