package dev.preceptor.run.stream;

import static dev.preceptor.run.stream.RunProcessor.taskKey;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.Unfunded;
import dev.preceptor.run.practice.PracticeAssignments;
import dev.preceptor.run.practice.Recordings;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Opens the ledgers of practice tasks and makes the events that set them going. */
record HandingOut(
        KeyValueStore<String, TaskLedger> tasks,
        KeyValueStore<String, Unfunded> unfunded,
        DataSetTasks practice,
        Recordings recordings) {

    /** Sorts after all that can follow a run's and a round's prefix. */
    private static final String LAST = "\uffff";

    /**
     * The next tasks of the data set, as assignments or, in the first round of a run with recorded attempts, as those. A task
     * that the teacher was assigned and solved in an earlier round is not bought again.
     *
     * @throws RuntimeException with a message for people, if tasks or attempts cannot be read
     */
    List<Event> next(RunLedger ledger, Effect.HandOut handOut) {
        Run run = ledger.run();
        List<Task> all = practice.of(run.practice());
        List<Event> events = new ArrayList<>();
        int place = handOut.from();
        int handed = 0;
        for (; place < all.size() && handed < handOut.tasks(); place++) {
            Task task = all.get(place);
            if (!run.specification().method().personalised() && wasTaught(run, ledger.round(), task)) {
                continue;
            }
            handed++;
            tasks.put(
                    taskKey(run.runId(), ledger.round(), task.id()),
                    TaskLedger.open(run.specification().practice().samples()));
            for (Assignment assignment : PracticeAssignments.of(run, ledger.round(), ledger.student(), task)) {
                boolean recorded = run.recorded() != null && ledger.round() == 1;
                events.add(recorded ? recordings.attempt(run.recorded(), assignment) : assignment);
            }
        }
        ledger.handedOut(place - handOut.from(), handed);
        return events;
    }

    /**
     * Has tasks and recorded attempts in memory.
     *
     * @throws RuntimeException with a message for people, if they cannot be read
     */
    void read(Run run, int round) {
        practice.of(run.practice());
        if (run.recorded() != null && round == 1) {
            recordings.read(run.recorded());
        }
    }

    /** The next tasks that lacked money, as what led to the teacher then. */
    List<Event> again(RunLedger ledger, Effect.TeachAgain again) {
        Run run = ledger.run();
        String round = taskKey(run.runId(), ledger.round(), "");
        String from = ledger.taughtAgainUpTo() == null ? round : ledger.taughtAgainUpTo() + LAST;
        List<KeyValue<String, Unfunded>> samples = new ArrayList<>();
        try (KeyValueIterator<String, Unfunded> waiting = unfunded.range(from, round + LAST)) {
            waiting.forEachRemaining(samples::add);
        }
        List<Event> events = new ArrayList<>();
        int handed = 0;
        for (int i = 0; i < samples.size() && handed < again.tasks(); ) {
            String taskId = samples.get(i).value.taskId();
            String key = taskKey(run.runId(), ledger.round(), taskId);
            TaskLedger task = tasks.get(key);
            boolean waits = task != null && task.ended() && task.outcome() == Outcome.UNFUNDED;
            int first = i;
            for (; i < samples.size() && samples.get(i).value.taskId().equals(taskId); i++) {
                if (waits) {
                    unfunded.delete(samples.get(i).key);
                    events.add(samples.get(i).value.under(run.specification().teacher()));
                }
            }
            if (waits) {
                handed++;
                tasks.put(key, task.fundedAgain());
                ledger.taughtAgain(samples.get(i - 1).key, i - first);
            }
        }
        if (handed == 0) {
            ledger.noneToTeachAgain();
        }
        return events;
    }

    private boolean wasTaught(Run run, int round, Task task) {
        for (int earlier = 1; earlier < round; earlier++) {
            TaskLedger before = tasks.get(taskKey(run.runId(), earlier, task.id()));
            if (before != null && before.outcomes().containsValue(Outcome.TAUGHT)) {
                return true;
            }
        }
        return false;
    }
}
