package dev.preceptor.contracts.event;

/** Why a drafted task is none. */
public enum DropReason {
    UNREADABLE("the answer is not in the form that was asked for"),
    TOO_FEW_CALLS("the answer has too few calls to test the solution with"),
    DOES_NOT_PARSE("the solution is no valid program, or lacks its function"),
    RAISES("the solution raises on its own calls"),
    TIMES_OUT("the solution does not end in time, or takes too much memory"),
    OBJECT_ADDRESS("a result is written by its address, or has no written form that means the same again"),
    RESULT_TOO_LONG("a result is too long for a test"),
    NOT_DETERMINISTIC("a second run, with another hash seed, gives other results"),
    TRIVIAL("every call gives the same result"),
    NEAR_KNOWN_TASK("its words are those of a task that is there already"),
    SAME_AS_KNOWN_TASK("it passes the tests of a task of the same name that is there already"),
    NEAR_EXAM_TASK("its words are those of an exam task"),
    SAME_AS_EXAM_TASK("it passes the tests of an exam task of the same name");

    private final String meaning;

    DropReason(String meaning) {
        this.meaning = meaning;
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }
}
