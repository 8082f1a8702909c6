package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.report.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcomes of the samples of a practice task in a round.
 *
 * @param samples how many there are
 * @param outcomes by sample, of those that have ended
 */
public record TaskLedger(int samples, Map<Integer, Outcome> outcomes) {

    /** The outcome of a task is that of its samples which comes first here. */
    private static final List<Outcome> PRECEDENCE =
            List.of(Outcome.TAUGHT, Outcome.FAULTED, Outcome.UNFUNDED, Outcome.UNTAUGHT, Outcome.SOLVED);

    /** A task that was just assigned. */
    public static TaskLedger open(int samples) {
        return new TaskLedger(samples, Map.of());
    }

    /**
     * The task after a sample ended; the same task where the sample had ended before or does not exist. A FAULTED sample may still
     * get another outcome, as when its dead letter is sent again.
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

    /** The task with every open sample FAULTED. */
    public TaskLedger lost() {
        TaskLedger task = this;
        for (int sample = 0; sample < samples; sample++) {
            task = task.with(sample, Outcome.FAULTED);
        }
        return task;
    }

    /** The task with its UNFUNDED samples open again. */
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
