package dev.preceptor.languagemodel.checkpoint;

/** A checkpoint that cannot be read or written. The message is one line that names the file and what is wrong in it. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
