package dev.preceptor.stage.kafka;

/** A topic cannot be read. The message is one line for a person. */
public final class TopicReadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TopicReadException(String message, Throwable cause) {
        super(message, cause);
    }
}
