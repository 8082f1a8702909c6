package dev.preceptor.teaching.estimate;

import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.TeacherBill;
import java.util.Objects;

/**
 * The figures of an earlier run that an estimate uses.
 *
 * @param failureRate the share of attempts that failed
 * @param calls the calls that were paid for; null if there were none
 */
public record Measured(double failureRate, Calls calls) {

    /**
     * Calls that were paid for. A report has the tokens of answers and scores together.
     *
     * @param answers the number of answers
     * @param scores the number of scores ({@code opd})
     * @param promptTokens those of all calls
     * @param completionTokens those of all calls; a score has one
     */
    public record Calls(int answers, int scores, long promptTokens, long completionTokens) {}

    /**
     * The figures of a report.
     *
     * @throws IllegalArgumentException if the run has no attempted tasks; the message is for users
     */
    public static Measured of(RunReport report) {
        if (report.ledger() == null || report.ledger().ended() == 0) {
            throw new IllegalArgumentException("the run has no attempted tasks, so it gives no failure rate");
        }
        int attempted = report.ledger().ended() - report.ledger().faulted();
        double failed = attempted == 0 ? 1 : 1 - report.ledger().solved() / (double) attempted;
        TeacherBill bill = report.teacher();
        return new Measured(failed, bill == null || bill.calls() == 0 ? null : calls(bill, scores(report)));
    }

    private static Calls calls(TeacherBill bill, int scores) {
        int scored = Math.min(scores, bill.calls());
        return new Calls(bill.calls() - scored, scored, bill.promptTokens(), bill.completionTokens());
    }

    private static int scores(RunReport report) {
        return report.rounds() == null
                ? 0
                : report.rounds().stream()
                        .map(RoundReport::scored)
                        .filter(Objects::nonNull)
                        .mapToInt(RoundReport.Scored::attempts)
                        .sum();
    }
}
