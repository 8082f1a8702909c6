package dev.preceptor.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.WholeFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The data directory of a run in this process, which keeps the run's last report beside its topics. */
public final class RunFolder {

    private static final String REPORT = "report.json";

    private RunFolder() {}

    /** Keeps the report in the run's data directory, where {@link #of} finds the run by it. */
    public static void keep(RunReport report, Path dataDirectory) {
        try {
            WholeFile.write(
                    dataDirectory.resolve(REPORT),
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } catch (IOException e) {
            throw CommandException.failed("the report cannot be kept in " + dataDirectory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Where the run of that id lies among the runs of this machine.
     *
     * @throws CommandException if none of them is it
     */
    static Path of(String runId, Path runs) {
        for (Path folder : foldersIn(runs)) {
            if (runId.equals(runIn(folder))) {
                return folder;
            }
        }
        throw CommandException.badInput("no finished run '" + runId + "' lies in " + runs
                + ": name its data directory with --data, or its broker with --kafka");
    }

    private static List<Path> foldersIn(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw CommandException.failed(runs + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String runIn(Path folder) {
        Path report = folder.resolve(REPORT);
        if (!Files.isRegularFile(report)) {
            return null;
        }
        try {
            JsonNode kept = Json.mapper().readTree(report.toFile());
            return kept.path("runId").asText(null);
        } catch (IOException e) {
            throw CommandException.failed(report + " cannot be read: " + e.getMessage(), e);
        }
    }
}
