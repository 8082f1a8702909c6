package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * A rung of a ladder and its own budget, which holds beside that of the run.
 *
 * @param name the name of the rung
 * @param cap in nanodollars; {@link #UNLIMITED} where only the run's budget holds
 */
public record RungBudget(String name, long cap) {

    /** The cap of a rung without a budget of its own. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The budget of a rung that calls a server. */
    public static RungBudget of(TeacherSpecification rung) {
        return new RungBudget(rung.name(), rung.budgetUsd() == null ? UNLIMITED : Money.nanos(rung.budgetUsd()));
    }
}
