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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Opens the ledgers of practice tasks and makes the events that set them going. */
record HandingOut(
        KeyValueStore<String, TaskLedger> tasks,
        KeyValueStore<String, Unfunded> unfunded,
        DataSetTasks practice,
        Recordings recordings) {

    /** The lowest character: what follows a key at once. */
    private static final String FIRST = "\u0000";
    /** The character next to a slash: above every key that goes on with one. */
    private static final String AFTER_SLASH = "0";

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

    /**
     * The next tasks that lacked money, as what led to the teacher then. It reads on from where the last ones stood, and no
     * further than to the last one of these.
     */
    List<Event> again(RunLedger ledger, Effect.TeachAgain again) {
        Run run = ledger.run();
        Map<String, TaskLedger> waiting = new LinkedHashMap<>();
        String place = ledger.taughtAgainUpTo();
        try (KeyValueIterator<String, Unfunded> left = unfundedAfter(place, run.runId(), ledger.round())) {
            while (left.hasNext() && waiting.size() < again.tasks()) {
                KeyValue<String, Unfunded> sample = left.next();
                place = sample.key;
                String taskId = sample.value.taskId();
                TaskLedger task = tasks.get(taskKey(run.runId(), ledger.round(), taskId));
                if (task != null && task.ended() && task.outcome() == Outcome.UNFUNDED) {
                    waiting.put(taskId, task);
                }
            }
        }
        List<Event> events = new ArrayList<>();
        for (Map.Entry<String, TaskLedger> each : waiting.entrySet()) {
            List<Event> samples = teachAgain(run, taskKey(run.runId(), ledger.round(), each.getKey()), each.getValue());
            ledger.taughtAgain(place, samples.size());
            events.addAll(samples);
        }
        if (waiting.isEmpty()) {
            ledger.noneToTeachAgain();
        }
        return events;
    }

    private KeyValueIterator<String, Unfunded> unfundedAfter(String place, String runId, int round) {
        String all = taskKey(runId, round, "");
        String next = place == null ? all : place + FIRST;
        return unfunded.range(next, all.substring(0, all.length() - 1) + AFTER_SLASH);
    }

    private List<Event> teachAgain(Run run, String taskKey, TaskLedger task) {
        List<Event> events = new ArrayList<>();
        task.outcomes().forEach((sample, outcome) -> {
            Unfunded lacked = outcome == Outcome.UNFUNDED ? unfunded.delete(taskKey + "/" + sample) : null;
            if (lacked != null) {
                events.add(lacked.under(run.specification().teacher()));
            }
        });
        tasks.put(taskKey, task.fundedAgain());
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
