package dev.preceptor.executor.samples;

/** A file of samples or of results cannot be used. The message is one line that names the file, and the line where there is one. */
public final class SampleFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SampleFileException(String message) {
        super(message);
    }

    SampleFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
