package dev.preceptor.run.api;

/** The run or purse belongs to somebody else. The message is one line. */
public final class NotTheOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotTheOwnerException(String message) {
        super(message);
    }
}
