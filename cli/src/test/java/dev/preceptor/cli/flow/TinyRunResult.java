package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
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
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What a {@link TinyRun} has to leave behind, however often it was interrupted. */
final class TinyRunResult {

    static final Ledger LEDGER = new Ledger(0, TinyRun.TEACHABLE, TinyRun.UNTEACHABLE, 0, 0);

    private TinyRunResult() {}

    /**
     * Checks the report of the finished run.
     *
     * @param data the run's data directory
     */
    static void assertReport(RunReport report, Path data) {
        assertThat(report.runId()).startsWith(TinyRun.NAME + "-");
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.method()).isEqualTo("persd-combined");
        assertThat(report.ledger()).isEqualTo(LEDGER);
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
        assertThat(report.dataDir()).isEqualTo(data.toString());
    }

    /**
     * Checks the events on every topic of the finished run.
     *
     * @param data the run's data directory
     */
    static void assertTopics(RecordedTopics topics, Path data) {
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
                .allSatisfy(job -> assertThat(new ArtifactStore(data.resolve("artifacts")).readDataSet(job.examples()))
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
