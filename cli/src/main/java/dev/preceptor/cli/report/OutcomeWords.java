package dev.preceptor.cli.report;

import dev.preceptor.contracts.specification.Method;

/**
 * What each outcome of a practice task means with a method, or with two.
 *
 * @param missed the heading of the share of tasks that the student did not solve
 */
record OutcomeWords(String solved, String taught, String untaught, String missed) {

    private static final OutcomeWords OF_A_TEACHER = new OutcomeWords(
            "the student passed: nothing to teach",
            "the teacher's program passed and became a lesson",
            "the teacher's attempts failed too",
            "share of the tasks that needed the teacher");

    private static final OutcomeWords OF_SCORES = new OutcomeWords(
            "the student passed",
            "the teacher scored the student's attempt, which became an example",
            "the teacher's score could not be used",
            "share of the tasks that the student failed");

    private static final OutcomeWords OF_A_TEACHER_AND_SCORES = new OutcomeWords(
            "the student passed: nothing to teach",
            "the teacher's program passed, or the teacher scored the attempt, and that became a lesson",
            "the teacher's attempts failed too, and its score could not be used",
            "share of the tasks that needed the teacher");

    private static final OutcomeWords OF_PASSED_ATTEMPTS = new OutcomeWords(
            "the student passed, and its program became an example",
            "",
            "the student failed: nothing to learn from",
            "share of the tasks that the student failed");

    private static final OutcomeWords OF_ALL_ATTEMPTS = new OutcomeWords(
            "the student passed, and its program became an example",
            "the student failed, and its program became an example all the same",
            "the student wrote no program",
            "share of the tasks that the student failed");

    /** @param method the name of a method; one that this version does not know counts as one with a teacher */
    static OutcomeWords of(String method) {
        if (Method.RFT.label().equals(method)) {
            return OF_PASSED_ATTEMPTS;
        }
        if (Method.OPD.label().equals(method)) {
            return OF_SCORES;
        }
        if (method != null && method.endsWith(" + " + Method.OPD.label())) {
            return OF_A_TEACHER_AND_SCORES;
        }
        return Method.SSD.label().equals(method) ? OF_ALL_ATTEMPTS : OF_A_TEACHER;
    }

    /** Whether there is a teacher, so that tasks may be left without budget. */
    boolean hasTeacher() {
        return this != OF_PASSED_ATTEMPTS && this != OF_ALL_ATTEMPTS;
    }
}
