package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run and whatever still arrives of it is deleted, and the same request starts it anew. */
class RunDeletionTest {

    private static final int TASKS = 5;

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, TASKS).mapToObj(i -> Runs.task("set/" + i)).toList();
    private final Run run = Runs.run(Method.PERSD, 1, 1, TASKS);
    private RunDriver driver;

    @BeforeEach
    void start() {
        driver = new RunDriver(state, 2, RunDriver.practice(tasks));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void nothingIsKeptOfARunThatHasEnded() {
        finish();
        driver.send(Topic.TEACHER_CALLS, call());
        Run other = Runs.with(run, "demo-2", "{}");
        driver.send(Topic.RUNS, other);
        driver.play(driver.assigned().get(0), Verdict.FAILED);
        assertThat(driver.kept())
                .containsEntry(LedgerStores.RUNS, 2L)
                .containsEntry(LedgerStores.SAMPLES, TASKS + 1L)
                .containsEntry(LedgerStores.CALLS, 1L)
                .containsEntry(LedgerStores.EVALUATIONS, 2L)
                .containsEntry(LedgerStores.CHECKPOINTS, 3L)
                .containsEntry(LedgerStores.TRAINING_EXAMPLES, 3L);
        assertThat(driver.kept().get(LedgerStores.CURVES)).isPositive();

        delete();

        assertThat(driver.kept())
                .containsEntry(LedgerStores.RUNS, 2L)
                .containsEntry(LedgerStores.SAMPLES, 1L)
                .containsEntry(LedgerStores.TASKS, 3L)
                .containsEntry(LedgerStores.EXAMPLES, 1L)
                .containsEntry(LedgerStores.CALLS, 0L)
                .containsEntry(LedgerStores.EVALUATIONS, 0L)
                .containsEntry(LedgerStores.CHECKPOINTS, 1L)
                .containsEntry(LedgerStores.TRAINING_EXAMPLES, 1L)
                .containsEntry(LedgerStores.CURVES, 0L);
        assertThat(driver.deletions())
                .filteredOn(deletion -> deletion.partition() == null)
                .extracting(RunDeletion::runId)
                .containsExactly(Runs.RUN);
        // The last record on the topic of runs has no value: compaction leaves nothing.
        assertThat(driver.runs()).last().isNull();
        assertThat(driver.meters()
                        .find("preceptor.run.tasks")
                        .tag("run", Runs.RUN)
                        .counters())
                .isEmpty();
        assertThat(driver.meters()
                        .find("preceptor.run.tasks")
                        .tag("run", "demo-2")
                        .counters())
                .isNotEmpty();
        assertThat(driver.report("demo-2").state()).isEqualTo(Run.State.RUNNING);

        driver.wait(DeletedRuns.KEPT.plusHours(2));
        assertThat(driver.kept()).containsEntry(LedgerStores.RUNS, 1L);
    }

    @Test
    void aRunThatGoesOnIsNotDeleted() {
        driver.send(Topic.RUNS, run);
        Map<String, Long> before = driver.kept();

        delete();

        assertThat(driver.kept()).isEqualTo(before);
        assertThat(driver.deletions()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void askedForAnewItStartsAnew() {
        finish();
        delete();
        driver.assigned();
        driver.runs();
        driver.checkpoints();

        driver.send(Topic.RUNS, run);

        assertThat(driver.report().ledger()).isEqualTo(Ledger.EMPTY);
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
        // Published again, since the record of the deletion may follow the request.
        assertThat(driver.runs()).singleElement().satisfies(written -> {
            assertThat(written.state()).isEqualTo(Run.State.RUNNING);
            assertThat(written.wish()).isNull();
        });
        assertThat(driver.checkpoints()).hasSize(1);
        driver.practise(driver.assigned(), 1);
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(TASKS - 1, 1, 0, 0, 0));
        assertThat(driver.jobs()).hasSize(1);
    }

    /** The request arrives before the deletion, which takes several steps, is complete. */
    @Test
    void askedForAnewWhileItIsBeingDeletedItStartsAfterThat() {
        finish();
        driver.assigned();
        driver.jobs();

        driver.beginDeletion();
        driver.send(Topic.RUNS, run);

        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
        assertThat(driver.report().ledger()).isEqualTo(Ledger.EMPTY);
        assertThat(driver.kept()).containsEntry(LedgerStores.SAMPLES, 0L).containsEntry(LedgerStores.EXAMPLES, 0L);
        assertThat(driver.deletions())
                .filteredOn(deletion -> deletion.partition() == null)
                .hasSize(1);
        List<String> examples = driver.practise(driver.assigned(), 1);
        assertThat(driver.jobs()).singleElement().satisfies(job -> assertThat(driver.examplesOf(job))
                .containsExactlyElementsOf(examples));
    }

    @Test
    void whatWasInFlightWhenItWasCancelledIsForgottenToo() {
        driver.send(Topic.RUNS, run);
        Assignment inFlight = driver.assigned().get(0);
        driver.send(Topic.RUNS, run.withWish(Run.Wish.CANCEL));
        delete();
        driver.deletions();

        Attempt attempt = Runs.attempt(inFlight);
        driver.send(Topic.TEST_RESULTS, Runs.judged(attempt, Verdict.PASSED));
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, 1));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.5));

        assertThat(driver.kept()).containsEntry(LedgerStores.SAMPLES, 0L).containsEntry(LedgerStores.TASKS, 0L);
        assertThat(driver.discarded()).containsExactly("file:///checkpoint-1");
        assertThat(driver.deletions()).isNotEmpty().allSatisfy(deletion -> assertThat(deletion.runId())
                .isEqualTo(Runs.RUN));
        assertThat(driver.assigned()).isEmpty();
    }

    /** Another instance may publish the end of the run after the request to delete it. */
    @Test
    void whatItsLedgerSaidBeforeDoesNotBringItBack() {
        finish();
        Run ended = driver.runs().get(0);
        delete();

        driver.send(Topic.RUNS, ended);
        driver.send(Topic.RUNS, run.withWish(Run.Wish.DELETE));

        assertThat(driver.kept()).containsEntry(LedgerStores.SAMPLES, 0L);
        driver.wait(DeletedRuns.KEPT.plusHours(2));
        driver.send(Topic.RUNS, run.withWish(Run.Wish.DELETE));
        assertThat(driver.kept()).containsEntry(LedgerStores.RUNS, 0L);
    }

    private void finish() {
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 2);
        TrainingJob job = driver.jobs().get(0);
        driver.send(Topic.CHECKPOINTS, Runs.checkpoint(run, job));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0.2));
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 1, 0.3));
        assertThat(driver.report().state()).isEqualTo(Run.State.FINISHED);
    }

    private void delete() {
        driver.send(Topic.RUNS, run.withWish(Run.Wish.DELETE));
    }

    private static TeacherCall call() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        return TeacherCallBuilder.builder()
                .callId("call")
                .runId(Runs.RUN)
                .number(1)
                .state(TeacherCall.State.RESERVED)
                .greatestCostUsd(0.1)
                .costUsd(0.1)
                .owner("owner")
                .at(at)
                .deadline(at)
                .build();
    }
}
