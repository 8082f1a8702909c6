package dev.preceptor.run.taskgeneration;

/** A record of a generation's topics cannot be read. The message is one line for users. */
final class UnreadableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
