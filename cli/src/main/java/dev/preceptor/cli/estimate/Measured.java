package dev.preceptor.cli.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.TeacherBill;
import java.nio.file.Path;

/**
 * The figures of an earlier run that an estimate uses.
 *
 * @param failureRate the share of attempts that failed
 * @param promptTokens the mean per call; null if no call was paid for
 * @param completionTokens the mean per call; null if no call was paid for
 */
record Measured(double failureRate, Double promptTokens, Double completionTokens) {

    /**
     * Reads the report that {@code --json} wrote.
     *
     * @throws CommandException if the file is not a report, or the run has no attempts
     */
    static Measured read(Path file) {
        RunReport report;
        try {
            report = Json.mapper().readValue(TextFile.read(file), RunReport.class);
        } catch (JsonProcessingException e) {
            throw CommandException.badInput(file + ": is not the report of a run, as run --json writes it", e);
        }
        if (report.ledger() == null || report.ledger().ended() == 0) {
            throw CommandException.badInput(file + ": the run has no attempted tasks, so it gives no failure rate");
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
