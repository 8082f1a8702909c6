package dev.preceptor.run.readmodel;

/** There is no such run, or several and none was named. The message is one line that names those that exist. */
public final class UnknownRunException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownRunException(String message) {
        super(message);
    }
}
