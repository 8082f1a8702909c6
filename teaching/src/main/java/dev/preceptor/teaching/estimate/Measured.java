package dev.preceptor.teaching.estimate;

import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.TeacherBill;

/**
 * The figures of an earlier run that an estimate uses.
 *
 * @param failureRate the share of attempts that failed
 * @param promptTokens the mean per call; null if no call was paid for
 * @param completionTokens the mean per call; null if no call was paid for
 */
public record Measured(double failureRate, Double promptTokens, Double completionTokens) {

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
        boolean paid = bill != null && bill.calls() > 0;
        return new Measured(
                failed,
                paid ? bill.promptTokens() / (double) bill.calls() : null,
                paid ? bill.completionTokens() / (double) bill.calls() : null);
    }
}
