package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonExample;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunCounts;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.lesson.SampleLedger;
import dev.preceptor.stage.stream.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State and events of another version, mostly of a newer one after a downgrade to this one. */
class NewerStateTest {

    private static final long NOW = 1_000;
    private static final int WINDOW = 2;

    @TempDir
    Path state;

    @Test
    void aRunInAnUnknownStateStandsStillUntilItIsResumed() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        RunLedger ledger = read(
                RunLedger.class,
                json(started(run)).replace("\"state\":\"RUNNING\"", "\"state\":\"ARCHIVED\",\"archive\":{\"at\":1}"));

        assertThat(ledger.run().state()).isEqualTo(Run.State.UNKNOWN);
        assertThat(ledger.report().state().ended()).isFalse();
        assertThat(machine(ledger).advance()).isEmpty();
        assertThat(read(RunLedger.class, json(ledger)).run().state()).isEqualTo(Run.State.UNKNOWN);
        assertThat(machine(ledger).requested(run.withWish(Run.Wish.RESUME))).hasSize(2);
        assertThat(ledger.run().state()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void nothingFollowsFromAnUnknownPhase() {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        RunLedger ledger = read(
                RunLedger.class, json(started(run)).replace("\"phase\":\"PRACTISING\"", "\"phase\":\"DISCUSSING\""));

        assertThat(machine(ledger).advance()).isEmpty();
        assertThat(ledger.practises(1)).isFalse();
        assertThat(json(ledger.report())).contains("RUNNING");
    }

    @Test
    void anUnknownOutcomeIsAFaultOfOurs() {
        TaskLedger task = read(TaskLedger.class, "{\"samples\":2,\"outcomes\":{\"0\":\"SKIPPED\"},\"since\":3}");

        assertThat(task.outcomes()).containsEntry(0, Outcome.FAULTED);
        assertThat(task.with(1, Outcome.TAUGHT).outcome()).isEqualTo(Outcome.TAUGHT);
    }

    @Test
    void aTaskOfAnEarlierVersionEndsAsItDid() {
        TaskLedger task = read(TaskLedger.class, "{\"samples\":2,\"outcomes\":{\"0\":\"SOLVED\"}}");

        assertThat(task.with(1, Outcome.UNTAUGHT).outcome()).isEqualTo(Outcome.UNTAUGHT);
        assertThat(json(task)).doesNotContain("anySolves");
    }

    @Test
    void aSampleOfUnknownVerdictAndPairsIsReadAndWritten() {
        SampleLedger sample = read(
                SampleLedger.class,
                "{\"address\":{\"runId\":\"demo-1\",\"round\":1,\"taskId\":\"set/0\",\"sample\":0,\"lane\":7},"
                        + "\"verdict\":\"DISQUALIFIED\",\"examples\":{\"EXPLAIN\":\"e1\",\"SOLVE\":\"s1\"},"
                        + "\"outcome\":\"TAUGHT\"}");

        assertThat(sample.lesson()).get().extracting(Lesson::verdict).isEqualTo(Verdict.SANDBOX_ERROR);
        assertThat(json(sample)).contains("\"EXPLAIN\":\"e1\"");
    }

    @Test
    void aSampleOfAnEarlierVersionKeepsItsLesson() {
        SampleLedger sample = read(
                SampleLedger.class,
                "{\"address\":{\"runId\":\"demo-1\",\"round\":1,\"taskId\":\"set/0\",\"sample\":0},\"prompt\":\"Write f.\","
                        + "\"attempt\":\"def f(): pass\",\"verdict\":\"FAILED\",\"feedback\":\"None\",\"refinementNumber\":1,"
                        + "\"refinement\":\"def f(): return 1\",\"teacherModel\":\"m\",\"examples\":{\"SOLVE\":\"s1\"},"
                        + "\"outcome\":\"TAUGHT\",\"budgetUsd\":1.0}");

        assertThat(sample.lesson()).hasValueSatisfying(lesson -> {
            assertThat(lesson.prompt()).isEqualTo("Write f.");
            assertThat(lesson.refinement()).isEqualTo("def f(): return 1");
            assertThat(lesson.examples()).containsExactly(LessonExample.listed("s1", "SOLVE"));
            assertThat(lesson.refinements()).isEmpty();
        });
        assertThat(json(read(SampleLedger.class, json(sample)))).isEqualTo(json(sample));
    }

    @Test
    void aCallInAnUnknownStateIsReadWithout() {
        RunEvent.Called call = read(
                RunEvent.Called.class,
                "{\"type\":\"called\",\"runId\":\"demo-1\",\"callId\":\"c\",\"number\":1,\"state\":\"REFUNDED\"}");

        assertThat(call.state()).isNull();
        RunLedger ledger = started(Runs.run(Method.PERSD, 1, 1, 5));
        RunEvent.Called answered = Runs.called("demo-1", "c", 1, TeacherCall.State.ANSWERED, 0.5, 10, 5, 0);
        assertThat(new RunCounts(ledger, NOW).called(call, answered)).isTrue();
        assertThat(ledger.report().teacher().costUsd()).isEqualTo(0.5);
    }

    @Test
    void anEventOfAnUnknownKindIsPassedOver() {
        List<Task> tasks =
                IntStream.range(0, 5).mapToObj(i -> Runs.task("set/" + i)).toList();
        try (RunDriver driver = new RunDriver(state, WINDOW, RunDriver.practice(tasks))) {
            driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 5));
            driver.send(
                    "test-run-run-events-repartition",
                    Runs.RUN,
                    "{\"type\":\"sample-discussed\",\"runId\":\"demo-1\"}".getBytes(StandardCharsets.UTF_8));
            driver.practise(driver.assigned(), 1);

            assertThat(driver.jobs()).hasSize(1);
        }
    }

    private static RunLedger started(Run run) {
        RunLedger ledger = new RunLedger(run);
        machine(ledger).start();
        return ledger;
    }

    private static RunStateMachine machine(RunLedger ledger) {
        return new RunStateMachine(ledger, WINDOW, NOW);
    }

    private static <T> T read(Class<T> type, String json) {
        return JsonSerde.ofState(type).deserializer().deserialize("store", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object value) {
        return new String(RunDriver.json(value), StandardCharsets.UTF_8);
    }
}
