package dev.preceptor.run.stream;

import static dev.preceptor.run.stream.RunStores.taskKey;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.UnfundedSample;
import dev.preceptor.run.practice.PracticeAssignments;
import dev.preceptor.run.practice.Recordings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Makes the events that send practice tasks to the student or the teacher, and opens the ledgers of those tasks. */
record TaskAssigner(
        KeyValueStore<String, TaskLedger> tasks,
        KeyValueStore<String, UnfundedSample> unfunded,
        DataSetTasks practice,
        Recordings recordings) {

    /**
     * Tasks of the data set that were assigned.
     *
     * @param places of the data set that were read for it
     * @param tasks that were assigned; the others had been taught in an earlier round
     */
    record Assigned(List<Event> events, int places, int tasks) {}

    /**
     * UNFUNDED tasks that go to the teacher again.
     *
     * @param upTo the place of the last one in the store of unfunded samples
     * @param samples how many samples each task had without money; empty where no such task is left
     */
    record Retried(List<Event> events, String upTo, List<Integer> samples) {}

    /** The lowest character: a key with it appended is the next possible key. */
    private static final String LOWEST = "\u0000";
    /** The character after a slash: above every key that continues with a slash. */
    private static final String AFTER_SLASH = "0";

    /**
     * Assigns the next tasks of the data set. In the first round of a run with recorded attempts the events are these attempts;
     * otherwise they are assignments. A task that was assigned to the teacher and taught in an earlier round is not bought again.
     *
     * @throws RuntimeException with a message for people, if tasks or attempts cannot be read
     */
    Assigned assign(RunLedger ledger, Effect.AssignTasks effect) {
        Run run = ledger.run();
        List<Task> all = practice.of(run.practice());
        List<Event> events = new ArrayList<>();
        int place = effect.from();
        int assigned = 0;
        for (; place < all.size() && assigned < effect.tasks(); place++) {
            Task task = all.get(place);
            if (!run.specification().method().attempts() && wasTaught(run, ledger.round(), task)) {
                continue;
            }
            assigned++;
            tasks.put(
                    taskKey(run.runId(), ledger.round(), task.id()),
                    TaskLedger.open(
                            run.specification().practice().samples(),
                            run.specification().method()));
            for (Assignment assignment : PracticeAssignments.of(run, ledger.round(), ledger.student(), task)) {
                boolean recorded = run.recorded() != null && ledger.round() == 1;
                events.add(recorded ? recordings.attempt(run.recorded(), assignment) : assignment);
            }
        }
        return new Assigned(events, place - effect.from(), assigned);
    }

    /**
     * Reads a round's tasks and recorded attempts into memory.
     *
     * @throws RuntimeException with a message for people, if they cannot be read
     */
    void readIntoMemory(Run run, int round) {
        practice.of(run.practice());
        if (run.recorded() != null && round == 1) {
            recordings.read(run.recorded());
        }
    }

    /**
     * Sends the next UNFUNDED tasks to the teacher: the events are those that led to the teacher before. It reads on after the last
     * task that was sent, and no further than necessary.
     */
    Retried retryUnfunded(RunLedger ledger, Effect.RetryUnfunded effect) {
        Run run = ledger.run();
        Map<String, TaskLedger> waiting = new LinkedHashMap<>();
        String place = ledger.taughtAgainUpTo();
        try (KeyValueIterator<String, UnfundedSample> left = unfundedAfter(place, run.runId(), ledger.round())) {
            while (left.hasNext() && waiting.size() < effect.tasks()) {
                KeyValue<String, UnfundedSample> sample = left.next();
                place = sample.key;
                String taskId = sample.value.taskId();
                TaskLedger task = tasks.get(taskKey(run.runId(), ledger.round(), taskId));
                if (task != null && task.ended() && task.outcome() == Outcome.UNFUNDED) {
                    waiting.put(taskId, task);
                }
            }
        }
        List<Event> events = new ArrayList<>();
        List<Integer> samples = new ArrayList<>();
        for (Map.Entry<String, TaskLedger> each : waiting.entrySet()) {
            List<Event> again = retry(run, taskKey(run.runId(), ledger.round(), each.getKey()), each.getValue());
            samples.add(again.size());
            events.addAll(again);
        }
        return new Retried(events, place, samples);
    }

    private KeyValueIterator<String, UnfundedSample> unfundedAfter(String place, String runId, int round) {
        String all = taskKey(runId, round, "");
        String next = place == null ? all : place + LOWEST;
        return unfunded.range(next, all.substring(0, all.length() - 1) + AFTER_SLASH);
    }

    private List<Event> retry(Run run, String taskKey, TaskLedger task) {
        List<Event> events = new ArrayList<>();
        task.outcomes().forEach((sample, outcome) -> {
            UnfundedSample lacked = outcome == Outcome.UNFUNDED ? unfunded.delete(taskKey + "/" + sample) : null;
            if (lacked != null) {
                events.add(lacked.under(run.specification()));
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
