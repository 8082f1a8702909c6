package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Event;

/** What is to be done after a transition of a run. */
public sealed interface Effect {

    /**
     * Assign practice tasks of the current round.
     *
     * @param from the place of the first one in the data set
     * @param tasks how many
     */
    record AssignTasks(int from, int tasks) implements Effect {}

    /** Send so many tasks that are UNFUNDED in the current round to the teacher again. */
    record RetryUnfunded(int tasks) implements Effect {}

    /** Assign again what the student could not answer when the run was held. */
    record AssignRefused() implements Effect {}

    /** Make the training job of the current round from all its examples. */
    record Train() implements Effect {}

    record Publish(Event event) implements Effect {}
}
