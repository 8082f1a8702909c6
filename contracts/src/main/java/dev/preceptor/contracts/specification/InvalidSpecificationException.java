package dev.preceptor.contracts.specification;

/** A setting of a specification is missing, unknown or out of range. The message is one line for users. */
public final class InvalidSpecificationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String setting;
    private final String problem;

    public InvalidSpecificationException(String setting, String problem) {
        super(setting.isEmpty() ? problem : setting + ": " + problem);
        this.setting = setting;
        this.problem = problem;
    }

    /**
     * Returns the setting's path, for example {@code teacher.budgetUsd}; empty if the error concerns the whole
     * document.
     */
    public String setting() {
        return setting;
    }

    /** Returns the message without the setting. */
    String problem() {
        return problem;
    }
}
