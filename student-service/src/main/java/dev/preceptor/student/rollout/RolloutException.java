package dev.preceptor.student.rollout;

/** A checkpoint cannot be brought to a server, and trying again would not help. The message is one line for a person. */
public final class RolloutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RolloutException(String message) {
        super(message);
    }
}
