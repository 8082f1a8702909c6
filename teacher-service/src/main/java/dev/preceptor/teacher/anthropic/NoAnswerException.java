package dev.preceptor.teacher.anthropic;

import dev.preceptor.teacher.http.HttpOutcome;

/** Carries what became of a request through LangChain4j, which knows only that it failed. */
final class NoAnswerException extends RuntimeException {

    private final transient HttpOutcome outcome;

    NoAnswerException(HttpOutcome outcome) {
        super("no answer");
        this.outcome = outcome;
    }

    HttpOutcome outcome() {
        return outcome;
    }
}
