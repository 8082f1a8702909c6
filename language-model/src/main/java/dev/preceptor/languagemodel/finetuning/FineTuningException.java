package dev.preceptor.languagemodel.finetuning;

/** A training that cannot start or go on. The message is one line that says why. */
public final class FineTuningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FineTuningException(String message) {
        super(message);
    }
}
