package dev.preceptor.languagemodel.finetuning;

/** Thrown if a training cannot start or continue. The message is one line with the reason. */
public final class FineTuningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FineTuningException(String message) {
        super(message);
    }
}
