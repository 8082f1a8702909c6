package dev.preceptor.teacher.lesson;

/** Answers questions. */
public interface Teacher {

    /**
     * Blocks until there is an outcome. What a person can do something about is an outcome, not an exception; the same
     * question may be asked again after a crash, and is then not paid for twice.
     */
    Answer ask(Question question);
}
