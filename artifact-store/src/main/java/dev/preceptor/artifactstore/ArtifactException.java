package dev.preceptor.artifactstore;

/** An artifact cannot be written, found or trusted. The message is one line that names it. */
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
