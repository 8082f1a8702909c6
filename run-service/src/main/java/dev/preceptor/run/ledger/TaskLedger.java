package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcomes of the samples of a practice task in a round.
 *
 * @param samples how many there are
 * @param outcomes by sample, of those that have ended
 * @param anySolves whether the task is solved as soon as one sample is, because the run learns from that sample alone
 */
public record TaskLedger(
        int samples, Map<Integer, Outcome> outcomes, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean anySolves) {

    /** The outcome of a task is that of its samples which comes first here. */
    private static final List<Outcome> PRECEDENCE =
            List.of(Outcome.TAUGHT, Outcome.FAULTED, Outcome.UNFUNDED, Outcome.UNTAUGHT, Outcome.SOLVED);

    /** The same for a method that learns from own samples that passed: a sample that failed takes nothing from the task. */
    private static final List<Outcome> PRECEDENCE_IF_ANY_SOLVES =
            List.of(Outcome.SOLVED, Outcome.TAUGHT, Outcome.FAULTED, Outcome.UNFUNDED, Outcome.UNTAUGHT);

    /** A task that was just assigned in a run of this method. */
    public static TaskLedger open(int samples, Method method) {
        return new TaskLedger(samples, Map.of(), method == Method.RFT);
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
        return new TaskLedger(samples, all, anySolves);
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
        return new TaskLedger(samples, rest, anySolves);
    }

    @JsonIgnore
    public boolean ended() {
        return outcomes.size() == samples;
    }

    /** The outcome of a task that has ended. */
    public Outcome outcome() {
        return (anySolves ? PRECEDENCE_IF_ANY_SOLVES : PRECEDENCE)
                .stream()
                        .filter(outcomes::containsValue)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no sample has ended"));
    }
}
