package dev.preceptor.languagemodel.generation;

/** A request that cannot be served: it does not fit, the generator was closed, or the computation failed. */
public final class GenerationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GenerationException(String message) {
        super(message);
    }

    public GenerationException(String message, Throwable cause) {
        super(message, cause);
    }
}
