package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.report.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the samples of a practice task ended in a round.
 *
 * @param samples how many there are
 * @param outcomes by sample, of those that have ended
 */
public record TaskLedger(int samples, Map<Integer, Outcome> outcomes) {

    /** A task is what the best or, failing that, the most telling of its samples is. */
    private static final List<Outcome> PRECEDENCE =
            List.of(Outcome.TAUGHT, Outcome.FAULTED, Outcome.UNFUNDED, Outcome.UNTAUGHT, Outcome.SOLVED);

    /** A task that was just handed out. */
    public static TaskLedger open(int samples) {
        return new TaskLedger(samples, Map.of());
    }

    /**
     * The task after a sample ended; the same one where that sample had ended already or is none of its own. What ended for a
     * reason of ours may still come to another end, as when its dead letter is sent again.
     */
    public TaskLedger with(int sample, Outcome outcome) {
        Outcome before = outcomes.get(sample);
        if (sample < 0
                || sample >= samples
                || before != null && (before != Outcome.FAULTED || outcome == Outcome.FAULTED)) {
            return this;
        }
        Map<Integer, Outcome> all = new TreeMap<>(outcomes);
        all.put(sample, outcome);
        return new TaskLedger(samples, all);
    }

    /** The task when what it still waits for is lost. */
    public TaskLedger lost() {
        TaskLedger task = this;
        for (int sample = 0; sample < samples; sample++) {
            task = task.with(sample, Outcome.FAULTED);
        }
        return task;
    }

    /** The task with those samples open again that had no money. */
    public TaskLedger fundedAgain() {
        Map<Integer, Outcome> rest = new TreeMap<>(outcomes);
        rest.values().removeIf(outcome -> outcome == Outcome.UNFUNDED);
        return new TaskLedger(samples, rest);
    }

    @JsonIgnore
    public boolean ended() {
        return outcomes.size() == samples;
    }

    /** The outcome of a task that has ended. */
    public Outcome outcome() {
        return PRECEDENCE.stream()
                .filter(outcomes::containsValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no sample has ended"));
    }
}
