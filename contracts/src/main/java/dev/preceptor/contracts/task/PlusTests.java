package dev.preceptor.contracts.task;

import dev.preceptor.contracts.event.CaseResult;
import java.util.List;

/**
 * The two test sets of an EvalPlus task: the base tests and the additional ("plus") tests. A program passes the task if
 * it passes both. The results of a failing program show whether it passes the base tests.
 */
public final class PlusTests {

    /** The first line of the check of an EvalPlus task. */
    public static final String HEADING = "# EvalPlus: the base inputs are one test, the further inputs another";

    private PlusTests() {}

    /** Whether the task was read from an EvalPlus file. */
    public static boolean areIn(Task task) {
        return task.check() != null && task.check().startsWith(HEADING);
    }

    /** @param cases the results of an EvalPlus task's tests, complete or up to the test at which the run ended */
    public static boolean basePassed(List<CaseResult> cases) {
        return !cases.isEmpty() && cases.get(0).passed();
    }
}
