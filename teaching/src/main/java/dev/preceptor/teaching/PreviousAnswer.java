package dev.preceptor.teaching;

/**
 * An earlier answer that failed.
 *
 * @param code the program; null where the answer held none
 * @param feedback what was wrong with it, in words
 * @param byOther whether another rung of the ladder gave it
 */
public record PreviousAnswer(String code, String feedback, boolean byOther) {

    /** An answer of the teacher that is asked again. */
    public PreviousAnswer(String code, String feedback) {
        this(code, feedback, false);
    }

    /** The same answer, as the next rung sees it. */
    PreviousAnswer ofOther() {
        return new PreviousAnswer(code, feedback, true);
    }
}
