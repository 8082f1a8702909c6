package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Event;

/** What a run's ledger wants done. */
public sealed interface Effect {

    /** Assign so many practice tasks of the current round, from this place in the data set on. */
    record HandOut(int from, int tasks) implements Effect {}

    /** Have so many tasks that were UNFUNDED in the current round taught after all. */
    record TeachAgain(int tasks) implements Effect {}

    /** Emit the training job of a round with all its examples. */
    record Train(int round) implements Effect {}

    record Announce(Event event) implements Effect {}
}
