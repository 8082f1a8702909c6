package dev.preceptor.contracts.report;

/**
 * What the teacher did and cost.
 *
 * @param calls answers that were paid for (none for the reference teacher's, which is no model)
 * @param costUsd counts a call without an answer at its greatest possible cost
 * @param cached what an earlier answer of the same purse served
 * @param unknownUsd the part of {@code costUsd} that nobody has confirmed: calls that may have been billed without an answer,
 *     and calls in flight
 */
public record TeacherBill(
        String model,
        int calls,
        long promptTokens,
        long completionTokens,
        double costUsd,
        double budgetUsd,
        Cached cached,
        double unknownUsd) {

    /**
     * Answers that were there already.
     *
     * @param savedUsd what they cost when they were bought
     */
    public record Cached(int calls, long promptTokens, long completionTokens, double savedUsd) {

        public static final Cached NONE = new Cached(0, 0, 0, 0);
    }

    /** A bill that is confirmed as a whole. */
    public TeacherBill(
            String model,
            int calls,
            long promptTokens,
            long completionTokens,
            double costUsd,
            double budgetUsd,
            Cached cached) {
        this(model, calls, promptTokens, completionTokens, costUsd, budgetUsd, cached, 0);
    }

    /** A bill of which every answer was paid for. */
    public TeacherBill(
            String model, int calls, long promptTokens, long completionTokens, double costUsd, double budgetUsd) {
        this(model, calls, promptTokens, completionTokens, costUsd, budgetUsd, Cached.NONE);
    }
}
