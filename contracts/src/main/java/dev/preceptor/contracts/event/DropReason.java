package dev.preceptor.contracts.event;

/** Why a drafted task is rejected. */
public enum DropReason {
    UNREADABLE("the answer is not in the requested format"),
    TOO_FEW_CALLS("the answer has too few calls to test the solution with"),
    DOES_NOT_PARSE("the solution is not a valid program, or lacks its function"),
    RAISES("the solution raises on its own calls"),
    TIMES_OUT("the solution does not end in time, or takes too much memory"),
    OBJECT_ADDRESS("a result's repr contains its memory address, or does not evaluate to an equal value"),
    RESULT_TOO_LONG("a result is too long for a test"),
    NOT_DETERMINISTIC("a second run, with another hash seed, gives other results"),
    TRIVIAL("every call gives the same result"),
    NEAR_KNOWN_TASK("its text repeats an existing task"),
    SAME_AS_KNOWN_TASK("it passes the tests of an existing task of the same name"),
    NEAR_EXAM_TASK("its text repeats an exam task"),
    SAME_AS_EXAM_TASK("it passes the tests of an exam task of the same name");

    private final String meaning;

    DropReason(String meaning) {
        this.meaning = meaning;
    }

    /** Returns a description for users. */
    public String meaning() {
        return meaning;
    }
}
