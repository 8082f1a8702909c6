package dev.preceptor.languagemodel.checkpoint;

/** Thrown if a checkpoint cannot be read or written. The message is one line that names the file and the problem. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
