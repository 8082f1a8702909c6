package dev.preceptor.teacher.budget;

/** The budget's log cannot be read or written, so no call may be made. */
public final class LedgerUnavailableException extends RuntimeException {

    public LedgerUnavailableException(String message) {
        super(message);
    }

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
