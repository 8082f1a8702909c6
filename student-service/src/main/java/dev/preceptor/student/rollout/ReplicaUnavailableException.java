package dev.preceptor.student.rollout;

/** A replica is not reached, is busy, or does not answer in time. The message is one line for a person. */
final class ReplicaUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unreached;

    /** @param unreached whether no connection was made */
    ReplicaUnavailableException(String message, boolean unreached) {
        super(message);
        this.unreached = unreached;
    }

    boolean isUnreached() {
        return unreached;
    }
}
