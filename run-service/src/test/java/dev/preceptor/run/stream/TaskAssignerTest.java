package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.UnfundedSample;
import dev.preceptor.run.practice.Recordings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** UNFUNDED tasks go to the teacher again, a page at a time. */
class TaskAssignerTest {

    private static final int WINDOW = 64;

    private final CountedStore<TaskLedger> tasks = new CountedStore<>();
    private final CountedStore<UnfundedSample> unfunded = new CountedStore<>();
    private final TaskAssigner assigner =
            new TaskAssigner(tasks, unfunded, new DataSetTasks(any -> List.of()), new Recordings(any -> List.of()));

    @Test
    void aTopUpReadsEachOfManyTasksAboutOnce() {
        int count = 100_000;
        RunLedger ledger =
                toppedUp(1, IntStream.range(0, count).mapToObj(i -> "set/" + i).toList());
        int handed = 0;
        while (handed < count) {
            List<Event> page = retry(ledger, Math.min(WINDOW, count - handed));
            assertThat(page).hasSize(Math.min(WINDOW, count - handed));
            handed += page.size();
            // The first pages already show whether each page reads all that is left.
            assertThat(unfunded.read()).isLessThanOrEqualTo(3L * (handed + WINDOW));
        }
        assertThat(retry(ledger, 1)).isEmpty();
    }

    @Test
    void tasksThatEndedOtherwiseAreNotReadAgainForEachPage() {
        int count = 1_000;
        RunLedger ledger =
                toppedUp(1, IntStream.range(0, count).mapToObj(i -> "set/" + i).toList());
        tasks.replaceAll(task -> TaskLedger.open(1, Method.PERSD).with(0, Outcome.TAUGHT));
        tasks.put(key("set/999"), TaskLedger.open(1, Method.PERSD).with(0, Outcome.UNFUNDED));
        tasks.put(key("set/998"), TaskLedger.open(1, Method.PERSD).with(0, Outcome.UNFUNDED));

        assertThat(taskIds(retry(ledger, 1))).containsExactly("set/998");
        assertThat(taskIds(retry(ledger, 1))).containsExactly("set/999");

        assertThat(unfunded.read()).isLessThanOrEqualTo(count + 10L);
    }

    @Test
    void everySampleOfATaskIsHandedOutHoweverTheNamesOfTasksSort() {
        // "a/0" stands between the samples of "a".
        RunLedger ledger = toppedUp(2, List.of("a", "a/0", "a\uD83D\uDE00"));

        List<String> first = taskIds(retry(ledger, 1));
        List<String> rest = taskIds(retry(ledger, 9));

        assertThat(first).containsExactly("a", "a");
        assertThat(rest).containsExactlyInAnyOrder("a/0", "a/0", "a\uD83D\uDE00", "a\uD83D\uDE00");
    }

    /** A run whose tasks are all UNFUNDED, and whose budget was raised. */
    private RunLedger toppedUp(int samples, List<String> taskIds) {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, samples, taskIds.size()), "{'exam': {'baseline': false}}");
        RunLedger ledger = new RunLedger(run);
        RunStateMachine machine = new RunStateMachine(ledger, taskIds.size(), 0);
        machine.start();
        machine.assigned(taskIds.size(), taskIds.size());
        for (String taskId : taskIds) {
            TaskLedger task = TaskLedger.open(samples, Method.PERSD);
            for (int sample = 0; sample < samples; sample++) {
                task = task.with(sample, Outcome.UNFUNDED);
                unfunded.put(key(taskId) + "/" + sample, new UnfundedSample(null, assigned(run, taskId, sample)));
                machine.sampleEnded(true, 0);
            }
            tasks.put(key(taskId), task);
            machine.taskEnded(Outcome.UNFUNDED);
        }
        List<Effect> effects =
                new RunStateMachine(ledger, WINDOW, 0).requested(Runs.with(run, "{'teacher': {'budgetUsd': 9.0}}"));
        assertThat(effects).hasAtLeastOneElementOfType(Effect.RetryUnfunded.class);
        return ledger;
    }

    private List<Event> retry(RunLedger ledger, int tasks) {
        TaskAssigner.Retried retried = assigner.retryUnfunded(ledger, new Effect.RetryUnfunded(tasks));
        new RunStateMachine(ledger, WINDOW, 0).retriedUnfunded(retried.upTo(), retried.samples());
        return retried.events();
    }

    private static String key(String taskId) {
        return RunStores.taskKey(Runs.RUN, 1, taskId);
    }

    private static List<String> taskIds(List<Event> events) {
        List<String> ids = new ArrayList<>();
        events.forEach(event -> ids.add(((Assignment) event).task().id()));
        return ids;
    }

    private static Assignment assigned(Run run, String taskId, int sample) {
        return AssignmentBuilder.builder()
                .id(Assignment.idOf(run.runId(), 1, Purpose.PRACTICE, Assignee.TEACHER, taskId, sample, 0))
                .runId(run.runId())
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.TEACHER)
                .task(Runs.task(taskId))
                .sample(sample)
                .step(0)
                .student(run.specification().student())
                .sampling(run.specification().practice().sampling())
                .teaching(new Teaching(Method.PERSD, run.specification().teacher()))
                .build();
    }
}
