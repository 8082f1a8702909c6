package dev.preceptor.cli.run;

/** The server is unreachable or does not answer. The request can be retried. */
public final class UnreachableException extends Exception {

    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
