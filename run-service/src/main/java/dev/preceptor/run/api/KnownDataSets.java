package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.contracts.task.TaskFileException;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.RunFilter;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sets of tasks that a request can name: those in the artifact store, and the files of the installation. */
@ApplicationScoped
public class KnownDataSets {

    private static final int MOST_RUNS = 200;
    private static final int DEPTH = 3;
    private static final String ENDING = ".jsonl";
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final RunQueries runs;
    private final ArtifactStore artifacts;
    private final Optional<Path> installed;
    private final Map<Path, Counted> counts = new LinkedHashMap<>();

    /** Where a set is from. */
    public enum Origin {
        /** A file of the installation, in {@code run.task-sets-directory}. */
        INSTALLATION,
        /** A run of this server used it. */
        RUN,
        /** It was uploaded. */
        UPLOAD
    }

    /**
     * A set of tasks.
     *
     * @param id names it in requests: the SHA-256 in the artifact store, or the path of an installed file
     * @param name what a person called it
     * @param tasks the number of tasks
     */
    public record KnownDataSet(String id, String name, int tasks, Origin origin) {}

    private record Counted(long modified, int tasks) {}

    KnownDataSets(RunQueries runs, RunSettings settings, ArtifactStore artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
        this.installed = settings.taskSetsDirectory().map(Path::toAbsolutePath).map(Path::normalize);
    }

    /** The installed sets by name, then those of the newest 200 runs, the newest first. */
    List<KnownDataSet> all() {
        List<KnownDataSet> found = new ArrayList<>(installedSets());
        Map<String, KnownDataSet> ofRuns = new LinkedHashMap<>();
        for (RunLedger ledger : runs.runs(new RunFilter(null, null), new PageLimits(MOST_RUNS, null))
                .items()) {
            Run run = ledger.run();
            TaskSets names = run.specification().tasks();
            add(ofRuns, run.practice(), names.practice());
            add(ofRuns, run.exam(), names.exam());
        }
        found.addAll(ofRuns.values());
        return found;
    }

    private static void add(Map<String, KnownDataSet> found, DataSet set, String name) {
        if (set != null) {
            found.putIfAbsent(set.sha256(), new KnownDataSet(set.sha256(), name, set.count(), Origin.RUN));
        }
    }

    /**
     * The tasks of a set.
     *
     * @throws InvalidRequestException if there is no set with this id, or it has no tasks
     */
    public List<Task> tasks(String id) {
        return SHA_256.matcher(id).matches() ? stored(id) : installedTasks(id);
    }

    private List<Task> stored(String sha256) {
        List<String> lines = artifacts
                .findDataSet(sha256)
                .orElseThrow(() -> new InvalidRequestException(
                        "there is no data set " + sha256 + " in the artifact store; upload the file again"));
        List<Task> tasks = new ArrayList<>(lines.size());
        for (String line : lines) {
            try {
                tasks.add(Json.mapper().readValue(line, Task.class));
            } catch (JsonProcessingException e) {
                throw new InvalidRequestException("the data set " + sha256 + " has no tasks but something else");
            }
        }
        return tasks;
    }

    private List<Task> installedTasks(String id) {
        Path file = installedFiles().stream()
                .filter(each -> idOf(each).equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "there is no data set '" + id + "'; GET /data-sets lists those there are"));
        try {
            return TaskFile.read(file);
        } catch (TaskFileException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }

    private List<KnownDataSet> installedSets() {
        List<KnownDataSet> sets = new ArrayList<>();
        for (Path file : installedFiles()) {
            int tasks = count(file);
            if (tasks > 0) {
                sets.add(new KnownDataSet(idOf(file), idOf(file), tasks, Origin.INSTALLATION));
            }
        }
        return sets;
    }

    private List<Path> installedFiles() {
        if (installed.isEmpty() || !Files.isDirectory(installed.get())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(installed.get(), DEPTH)) {
            return files.filter(file -> file.toString().endsWith(ENDING) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private String idOf(Path file) {
        return installed.orElseThrow().relativize(file).toString().replace('\\', '/');
    }

    /** The number of tasks of a file, read again only if the file was changed; 0 if it has none. */
    private synchronized int count(Path file) {
        try {
            long modified = Files.getLastModifiedTime(file).toMillis();
            Counted known = counts.get(file);
            if (known == null || known.modified() != modified) {
                known = new Counted(modified, TaskFile.read(file).size());
                counts.put(file, known);
            }
            return known.tasks();
        } catch (IOException | TaskFileException e) {
            return 0;
        }
    }
}
