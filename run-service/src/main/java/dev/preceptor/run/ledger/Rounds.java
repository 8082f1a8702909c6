package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.preceptor.contracts.event.CheckpointReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rounds of a run, from round 1 to the current one. */
final class Rounds {

    private final List<RoundLedger> all;

    Rounds() {
        this(List.of());
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    private Rounds(List<RoundLedger> all) {
        this.all = new ArrayList<>(all);
    }

    @JsonValue
    List<RoundLedger> all() {
        return all;
    }

    /** Begins the next round; {@code tasksPerRound} is null where each round has all tasks. */
    void open(double budgetUsd, Integer tasksPerRound) {
        all.add(new RoundLedger(all.size() + 1, budgetUsd, tasksPerRound));
    }

    /** The number of the current round; 0 before the first. */
    int count() {
        return all.size();
    }

    /** @throws IndexOutOfBoundsException before the first round */
    RoundLedger current() {
        return all.get(all.size() - 1);
    }

    /** Empty where there is no such round, as for round 0. */
    Optional<RoundLedger> round(int number) {
        return number >= 1 && number <= all.size() ? Optional.of(all.get(number - 1)) : Optional.empty();
    }

    /** The newest checkpoint that a round before this one made; empty where none did. */
    Optional<CheckpointReference> checkpointBefore(int number) {
        for (int earlier = number - 1; earlier >= 1; earlier--) {
            CheckpointReference checkpoint = all.get(earlier - 1).checkpoint();
            if (checkpoint != null) {
                return Optional.of(checkpoint);
            }
        }
        return Optional.empty();
    }
}
