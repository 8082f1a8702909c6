package dev.preceptor.cli.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.teaching.estimate.Measured;
import java.nio.file.Path;

/** The report of an earlier run, in a file. */
final class EarlierReport {

    private static final String NO_REPORT = ": is not the report of a run, as run --json writes it";

    private EarlierReport() {}

    /**
     * Reads the report that {@code --json} wrote.
     *
     * @throws CommandException if the file is not a report, or the run has no attempts
     */
    static Measured read(Path file) {
        try {
            RunReport report = Json.mapper().readValue(TextFile.read(file), RunReport.class);
            if (report == null) {
                throw CommandException.badInput(file + NO_REPORT);
            }
            return Measured.of(report);
        } catch (JsonProcessingException e) {
            throw CommandException.badInput(file + NO_REPORT, e);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(file + ": " + e.getMessage(), e);
        }
    }
}
