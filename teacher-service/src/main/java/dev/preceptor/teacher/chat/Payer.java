package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.budget.RungBudget;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;

/**
 * Who pays for an answer.
 *
 * @param runId the run or the generation that the call is reported for
 * @param purse the purse whose cap the call counts against
 * @param cap the run's budget in nanodollars; that of its purse may be greater
 * @param rung the rung of the ladder that is asked, with its own budget; null where there is one teacher
 */
public record Payer(String runId, String purse, long cap, RungBudget rung) {

    /** The only teacher of a run or of a generation of tasks. */
    public static Payer of(TeacherSpecification teacher, String runId) {
        // A budget of 0 refuses every call, and a student that is its own teacher has none, as it costs nothing.
        long cap = teacher.isSelf() ? Money.nanos(1) : Money.nanos(teacher.budgetUsd());
        return new Payer(runId, teacher.purseOf(runId), cap, null);
    }

    /** The run of a request, with the rung that is asked. */
    public static Payer of(RefinementRequest request) {
        return of(request.assignment(), request.teacher());
    }

    /** The run of a request for a score, with the rung that is asked. */
    public static Payer of(ScoreRequest request) {
        return of(request.assignment(), request.teacher());
    }

    private static Payer of(Assignment assignment, TeacherSpecification asked) {
        Teaching teaching = assignment.teaching();
        Payer run = of(teaching.teacher(), assignment.runId());
        return teaching.ladder().hasSeveral()
                ? new Payer(run.runId(), run.purse(), run.cap(), RungBudget.of(asked))
                : run;
    }
}
