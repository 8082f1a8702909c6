package dev.preceptor.student.rollout;

/** The right to ask the servers of a student for one answer of a checkpoint, until it is closed. */
public interface ServedUse extends AutoCloseable {

    /** Servers that a person takes care of. */
    ServedUse UNMANAGED = new ServedUse() {};

    /**
     * Blocks until every replica serves the checkpoint; returns at once if it does.
     *
     * @throws RolloutException if it cannot be served
     */
    default void await() {}

    /** A replica does not serve the checkpoint, contrary to the rollout: the next {@link #await} brings it there again. */
    default void lost() {}

    /**
     * Whether an answer is the checkpoint's.
     *
     * @param weights the version of the weights that the answer names; null where it names none
     */
    default boolean accepts(String weights) {
        return true;
    }

    @Override
    default void close() {}
}
