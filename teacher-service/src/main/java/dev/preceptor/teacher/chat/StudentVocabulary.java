package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.TestResult;

/**
 * The student that is to learn from log-probabilities.
 *
 * @param model the student's model, for messages
 * @param fingerprint of its tokenizer
 */
public record StudentVocabulary(String model, String fingerprint) {

    /** The student that made an attempt; null if there is none, or its vocabulary is unknown. */
    static StudentVocabulary of(TestResult failure) {
        return failure != null && failure.submission() instanceof Attempt attempt && attempt.vocabulary() != null
                ? new StudentVocabulary(failure.assignment().student().model(), attempt.vocabulary())
                : null;
    }
}
