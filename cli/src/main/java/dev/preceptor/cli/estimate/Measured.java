package dev.preceptor.cli.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.TeacherBill;
import java.nio.file.Path;

/**
 * What an earlier run tells of the next one.
 *
 * @param failureRate the share of attempts that failed
 * @param promptTokens the mean of a call; null where none was paid for
 * @param completionTokens the mean of a call; null where none was paid for
 */
record Measured(double failureRate, Double promptTokens, Double completionTokens) {

    /**
     * Reads the report that {@code --json} wrote.
     *
     * @throws CommandException if it is none, or of a run in which nothing was attempted
     */
    static Measured read(Path file) {
        RunReport report;
        try {
            report = Json.mapper().readValue(TextFile.read(file), RunReport.class);
        } catch (JsonProcessingException e) {
            throw CommandException.badInput(file + ": is no report of a run, as --json writes it", e);
        }
        if (report.ledger() == null || report.ledger().ended() == 0) {
            throw CommandException.badInput(file + ": tells of no attempted task, so there is nothing to go by");
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
