package dev.preceptor.teacher.anthropic;

import dev.preceptor.httpclient.HttpOutcome;

/** Carries the outcome of a failed HTTP request through LangChain4j, which reports only that it failed. */
final class HttpOutcomeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient HttpOutcome outcome;

    HttpOutcomeException(HttpOutcome outcome) {
        super("no answer");
        this.outcome = outcome;
    }

    HttpOutcome outcome() {
        return outcome;
    }
}
