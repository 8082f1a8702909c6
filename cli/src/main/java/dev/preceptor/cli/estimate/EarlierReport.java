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

    private EarlierReport() {}

    /**
     * Reads the report that {@code --json} wrote.
     *
     * @throws CommandException if the file is not a report, or the run has no attempts
     */
    static Measured read(Path file) {
        try {
            return Measured.of(Json.mapper().readValue(TextFile.read(file), RunReport.class));
        } catch (JsonProcessingException e) {
            throw CommandException.badInput(file + ": is not the report of a run, as run --json writes it", e);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(file + ": " + e.getMessage(), e);
        }
    }
}
