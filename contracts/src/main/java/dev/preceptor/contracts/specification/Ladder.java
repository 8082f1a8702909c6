package dev.preceptor.contracts.specification;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The teachers of a run, in the order in which they are asked about a failure. Each one, a rung, is asked only if all attempts of the
 * rungs before it failed, or if there is no money left for them. A run with one teacher has a ladder of one rung.
 *
 * <p>The attempts at a failure are numbered from 1 over all rungs: with two attempts of the first rung, number 3 is the first attempt
 * of the second one.
 *
 * @param rungs at least one
 */
public record Ladder(List<TeacherSpecification> rungs) {

    public Ladder {
        rungs = List.copyOf(rungs);
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("a ladder has at least one rung");
        }
    }

    /** Whether there is more than one rung. */
    public boolean hasSeveral() {
        return rungs.size() > 1;
    }

    /** The greatest number of attempts at one failure, of all rungs together. */
    public int attempts() {
        return rungs.stream().mapToInt(TeacherSpecification::attempts).sum();
    }

    /**
     * The rung that makes an attempt.
     *
     * @param number of the attempt, from 1; a number beyond the last attempt belongs to the last rung
     */
    public TeacherSpecification rungOf(int number) {
        return rungs.get(indexOf(number));
    }

    /** The name of the rung that makes an attempt; null if there is only one rung. */
    public String nameOf(int number) {
        return hasSeveral() ? rungOf(number).name() : null;
    }

    /** The number of an attempt among those of its rung, from 1. */
    public int numberInRung(int number) {
        return number - before(indexOf(number));
    }

    /** Whether the attempt belongs to the last rung. */
    public boolean isOnLastRung(int number) {
        return indexOf(number) == rungs.size() - 1;
    }

    /** The number of the first attempt of the rung after the one that makes this attempt; there must be one. */
    public int firstNumberAfterRungOf(int number) {
        return before(indexOf(number) + 1) + 1;
    }

    /** The names of the rungs in their order, for reports; the model's name if there is only one rung. */
    public String label() {
        return hasSeveral()
                ? rungs.stream().map(TeacherSpecification::name).collect(Collectors.joining(" -> "))
                : rungs.get(0).model();
    }

    /**
     * A sum of all budgets in US dollars, which rises with each of them. It tells which of two versions of a run's specification allows
     * more. With one rung it is the run's budget.
     *
     * @param budgetUsd the budget of the whole run
     */
    public double fundsUsd(double budgetUsd) {
        return hasSeveral()
                ? rungs.stream()
                        .mapToDouble(rung -> rung.budgetUsd() == null ? budgetUsd : rung.budgetUsd())
                        .reduce(budgetUsd, Double::sum)
                : budgetUsd;
    }

    private int indexOf(int number) {
        int last = 0;
        for (int rung = 0; rung < rungs.size(); rung++) {
            last += rungs.get(rung).attempts();
            if (number <= last) {
                return rung;
            }
        }
        return rungs.size() - 1;
    }

    /** The number of attempts of the rungs before this one. */
    private int before(int rung) {
        return rungs.subList(0, rung).stream()
                .mapToInt(TeacherSpecification::attempts)
                .sum();
    }
}
