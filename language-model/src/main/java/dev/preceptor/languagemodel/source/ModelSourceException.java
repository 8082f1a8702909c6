package dev.preceptor.languagemodel.source;

/** A model whose files could not be had. The message is one line that says which and what to do. */
public final class ModelSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelSourceException(String message) {
        super(message);
    }

    public ModelSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
