package dev.preceptor.standalone;

/** A data directory cannot be created or written. The message is one line that names it. */
public final class DataDirectoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DataDirectoryException(String message) {
        super(message);
    }

    public DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
