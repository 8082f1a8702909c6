package dev.preceptor.artifactstore;

/** An artifact cannot be written or found, or its hash is wrong. The message is one line that names the artifact. */
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
