package dev.preceptor.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The last report of a run that was made in one JVM, kept in the run's data directory. It tells which run the directory has. */
public final class KeptReport {

    private static final String REPORT = "report.json";

    private KeptReport() {}

    /**
     * Writes the report into the run's data directory.
     *
     * @throws StandaloneException if it cannot be written
     */
    public static void write(RunReport report, Path dataDirectory) {
        try {
            AtomicFile.write(
                    dataDirectory.resolve(REPORT),
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } catch (IOException e) {
            throw new StandaloneException("the report cannot be kept in " + dataDirectory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Finds the data directory of a run by the run's id.
     *
     * @param runs the folder of data directories, see {@link Home#runs()}
     * @throws StandaloneException if a folder or report cannot be read
     */
    public static Optional<Path> findDataDirectory(String runId, Path runs) {
        return foldersIn(runs).stream()
                .filter(folder -> runId.equals(runIn(folder)))
                .findFirst();
    }

    private static List<Path> foldersIn(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new StandaloneException(runs + " cannot be read: " + e.getMessage(), e);
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
            throw new StandaloneException(report + " cannot be read: " + e.getMessage(), e);
        }
    }
}
