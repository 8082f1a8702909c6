package dev.preceptor.contracts.report;

/**
 * What the teacher did and cost.
 *
 * @param calls answers that were paid for (none for the reference teacher's, which is no model)
 * @param costUsd counts a call without an answer at its greatest possible cost
 * @param cached what an earlier answer of the same purse served
 */
public record TeacherBill(
        String model,
        int calls,
        long promptTokens,
        long completionTokens,
        double costUsd,
        double budgetUsd,
        Cached cached) {

    /**
     * Answers that were there already.
     *
     * @param savedUsd what they cost when they were bought
     */
    public record Cached(int calls, long promptTokens, long completionTokens, double savedUsd) {

        public static final Cached NONE = new Cached(0, 0, 0, 0);
    }

    /** A bill of which every answer was paid for. */
    public TeacherBill(
            String model, int calls, long promptTokens, long completionTokens, double costUsd, double budgetUsd) {
        this(model, calls, promptTokens, completionTokens, costUsd, budgetUsd, Cached.NONE);
    }
}
