package dev.preceptor.student.rollout;

import dev.preceptor.stage.deadletter.HoldsRun;

/** A checkpoint cannot be brought to a server before a person mends the server. The message is one line for a person. */
public final class RolloutException extends RuntimeException implements HoldsRun {

    private static final long serialVersionUID = 1L;

    RolloutException(String message) {
        super(message);
    }
}
