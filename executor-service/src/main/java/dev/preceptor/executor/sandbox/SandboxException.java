package dev.preceptor.executor.sandbox;

/** The sandbox cannot be started, or is closed; the message is one line and says what to do. */
public final class SandboxException extends RuntimeException {

    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
