package dev.preceptor.executor.samples;

/** Results cannot be written. The message is one line that names the file. */
public final class ResultFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ResultFileException(String message) {
        super(message);
    }

    ResultFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
