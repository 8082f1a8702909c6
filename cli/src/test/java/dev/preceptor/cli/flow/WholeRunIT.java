package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round of PERsD: broker, services and command line as they are shipped, and what they leave behind. */
class WholeRunIT {

    private static final Ledger EXPECTED = new Ledger(0, TinyRun.TEACHABLE, TinyRun.UNTEACHABLE, 0, 0);

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private RunReport report() throws IOException {
        return Json.mapper().readValue(folder.resolve("report.json").toFile(), RunReport.class);
    }

    private PackagedCommandLine run(Path specification) throws IOException {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                data().toString(),
                "--json",
                folder.resolve("report.json").toString());
    }

    @Test
    void aRunEndsWithItsReportAndTheSameCallShowsItAgain() throws Exception {
        Path specification = TinyRun.in(folder);
        String firstReport;
        try (PackagedCommandLine command = run(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
            assertThat(command.out()).contains("taught", "no LLM, costs nothing", "before training", "after round 1");
            assertThat(command.err())
                    .containsPattern("Watch at http://localhost:[0-9]+/#/runs/" + TinyRun.NAME + "-[0-9a-f]{8}\n");
            firstReport = command.out();
        }
        theReportIsRight(report());
        RecordedTopics after = RecordedTopics.of(data());
        theTopicsHoldTheWholeStory(after);

        try (PackagedCommandLine again = run(specification)) {
            assertThat(again.end()).as(again.err()).isZero();
            assertThat(again.out()).isEqualTo(firstReport);
        }
        RecordedTopics afterAgain = RecordedTopics.of(data());
        assertThat(afterAgain.count("attempts")).isEqualTo(after.count("attempts"));
        assertThat(afterAgain.count("checkpoints")).isEqualTo(after.count("checkpoints"));
    }

    @Test
    void aKilledRunGoesOnWhereItStood() throws Exception {
        Path specification = TinyRun.in(folder);
        try (PackagedCommandLine command = run(specification)) {
            command.awaitWord("Practice, round 1");
            command.kill();
        }
        try (PackagedCommandLine command = run(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        theReportIsRight(report());
        theTopicsHoldTheWholeStory(RecordedTopics.of(data()));
    }

    @Test
    void anInterruptedRunSaysHowToGoOn() throws Exception {
        Path specification = TinyRun.in(folder);
        try (PackagedCommandLine command = run(specification)) {
            command.awaitWord("Practice, round 1");
            command.interrupt();
            assertThat(command.end()).isEqualTo(130);
            assertThat(command.err())
                    .contains("./preceptor run " + specification + " --data " + data())
                    .doesNotContain("Exception");
        }
        try (PackagedCommandLine command = run(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        theReportIsRight(report());
        assertThat(RecordedTopics.of(data()).deadLetters()).isEmpty();
    }

    @Test
    void aServerTakesARunFromElsewhere() throws Exception {
        Path specification = TinyRun.in(folder);
        int port = LoopbackPort.free();
        URI address = URI.create("http://localhost:" + port);
        Path model = folder.resolve("model");
        Files.writeString(
                specification, Files.readString(specification).replace("model: model", "model: \"" + model + "\""));
        try (PackagedCommandLine server = PackagedCommandLine.start(
                folder.resolve("home"),
                "serve",
                "--port",
                Integer.toString(port),
                "--kafka-port",
                Integer.toString(LoopbackPort.free()),
                "--data",
                data().toString())) {
            server.awaitWord("Serving on " + address);
            try (PackagedCommandLine command = PackagedCommandLine.start(
                    folder.resolve("home"),
                    "run",
                    specification.toString(),
                    "--server",
                    address.toString(),
                    "--json",
                    "-")) {
                assertThat(command.end()).as(command.err()).isZero();
                RunReport report = Json.mapper().readValue(command.out(), RunReport.class);
                assertThat(report.ledger()).isEqualTo(EXPECTED);
                assertThat(report.dataDir()).isNull();
            }
        }
    }

    private void theReportIsRight(RunReport report) {
        assertThat(report.runId()).startsWith(TinyRun.NAME + "-");
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.method()).isEqualTo("persd-combined");
        assertThat(report.ledger()).isEqualTo(EXPECTED);
        assertThat(report.teacher().costUsd()).isZero();
        assertThat(report.trainingExamples()).isEqualTo(2 * TinyRun.TEACHABLE);
        assertThat(report.rounds()).singleElement().satisfies(round -> {
            assertThat(round.examples()).isEqualTo(2 * TinyRun.TEACHABLE);
            assertThat(round.lastLoss()).isLessThan(round.firstLoss());
            assertThat(Path.of(URI.create(round.checkpoint().uri())).resolve("model.safetensors"))
                    .exists();
            assertThat(round.checkpoint().sha256()).matches("[0-9a-f]{64}");
        });
        assertThat(report.exams()).hasSize(2).allSatisfy(exam -> {
            assertThat(exam.tasks()).isEqualTo(TinyRun.EXAM_TASKS);
            assertThat(exam.samples()).isEqualTo(2);
            assertThat(exam.passAtK()).containsOnlyKeys("1");
            assertThat(exam.faulted()).isZero();
        });
        assertThat(report.dataDir()).isEqualTo(data().toString());
    }

    private void theTopicsHoldTheWholeStory(RecordedTopics topics) {
        assertThat(topics.names()).contains("teacher-calls", "runs");
        assertThat(topics.deadLetters()).isEmpty();
        List<Assignment> assignments = topics.events(Topic.ASSIGNMENTS, Assignment.class);
        int practised = TinyRun.TEACHABLE + TinyRun.UNTEACHABLE;
        int examined = 2 * 2 * TinyRun.EXAM_TASKS;
        assertThat(distinctIds(assignments)).isEqualTo(practised + examined);
        assertThat(assignments)
                .allSatisfy(assignment -> assertThat(assignment.id()).isEqualTo(idOf(assignment)));
        List<Attempt> attempts = topics.events(Topic.ATTEMPTS, Attempt.class);
        assertThat(distinctIds(attempts)).isEqualTo(practised + examined);
        List<TestResult> results = topics.events(Topic.TEST_RESULTS, TestResult.class);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.id()).isEqualTo(TestResult.idOf(result.submission())))
                .noneMatch(result -> result.verdict() == Verdict.SANDBOX_ERROR);
        assertThat(distinctIds(topics.events(Topic.REFINEMENTS, Refinement.class)))
                .isEqualTo(practised);
        List<TrainingExample> examples = topics.events(Topic.TRAINING_EXAMPLES, TrainingExample.class);
        assertThat(distinctIds(examples)).isEqualTo(2 * TinyRun.TEACHABLE);
        assertThat(topics.events(Topic.TRAINING_JOBS, TrainingJob.class))
                .isNotEmpty()
                .allSatisfy(
                        job -> assertThat(new ArtifactStore(data().resolve("artifacts")).readDataSet(job.examples()))
                                .containsExactlyElementsOf(examples.stream()
                                        .map(TrainingExample::id)
                                        .distinct()
                                        .sorted()
                                        .toList()));
        assertThat(distinctIds(topics.events(Topic.CHECKPOINTS, Checkpoint.class)))
                .isEqualTo(2);
        assertThat(distinctIds(topics.events(Topic.EVALUATIONS, Evaluation.class)))
                .isEqualTo(2);
        assertThat(topics.events(Topic.RUNS, Run.class)).last().satisfies(run -> assertThat(run.state())
                .isEqualTo(Run.State.FINISHED));
    }

    private static String idOf(Assignment assignment) {
        String taskId = assignment.task().id();
        return assignment.purpose() == Purpose.EXAM
                ? Assignment.examIdOf(
                        assignment.runId(), assignment.checkpoint(), taskId, assignment.sample(), assignment.step())
                : Assignment.idOf(
                        assignment.runId(),
                        assignment.round(),
                        assignment.purpose(),
                        assignment.assignee(),
                        taskId,
                        assignment.sample(),
                        assignment.step());
    }

    private static long distinctIds(List<? extends Event> events) {
        return events.stream().map(Event::id).distinct().count();
    }
}
