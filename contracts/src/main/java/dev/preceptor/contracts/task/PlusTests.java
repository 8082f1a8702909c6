package dev.preceptor.contracts.task;

import dev.preceptor.contracts.event.CaseResult;
import java.util.List;

/**
 * The two sets of tests of a task of EvalPlus': the base tests, and the further ones. A program that passes a task passes
 * both; of one that does not, the outcomes still tell whether it passes the base tests.
 */
public final class PlusTests {

    /** How the check of such a task begins. */
    public static final String HEADING = "# EvalPlus: the base inputs are one test, the further inputs another";

    private PlusTests() {}

    /** Whether the task comes from one of EvalPlus' files. */
    public static boolean areIn(Task task) {
        return task.check() != null && task.check().startsWith(HEADING);
    }

    /** @param cases the outcomes of such a task's tests, whole or as far as they came */
    public static boolean basePassed(List<CaseResult> cases) {
        return !cases.isEmpty() && cases.get(0).passed();
    }
}
