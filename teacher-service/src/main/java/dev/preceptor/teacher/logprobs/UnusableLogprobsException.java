package dev.preceptor.teacher.logprobs;

/** The log-probabilities of an answer cannot be used; the message says why, for a person. */
final class UnusableLogprobsException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableLogprobsException(String message) {
        super(message);
    }
}
