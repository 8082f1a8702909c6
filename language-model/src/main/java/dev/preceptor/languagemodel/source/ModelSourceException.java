package dev.preceptor.languagemodel.source;

/** Thrown if a model is not found or cannot be downloaded. The message is one line that names the model and a remedy. */
public final class ModelSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelSourceException(String message) {
        super(message);
    }

    public ModelSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
