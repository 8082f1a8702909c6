package dev.preceptor.student.rollout;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.StoredFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder in which student-service publishes adapters for the servers: {@code RUN/round-N-SHA256/}. A folder appears with all its
 * files at once, and is never changed. It is what a server is to have: a server that lacks an adapter loads it from here. Safe for use by
 * several threads and processes.
 *
 * <p>Only the two files of the adapter are copied. The tokenizer that may lie beside them is the base model's, which the server has.
 */
final class AdapterFolders {

    private static final String ADAPTER = "adapter/";
    private static final Set<String> FILES =
            Set.of(ADAPTER + "adapter_config.json", ADAPTER + "adapter_model.safetensors");
    private static final String RECORD = "rollout.json";
    private static final String HIDDEN = ".";

    private final Path directory;
    private final String onServers;
    private final ArtifactStore artifacts;

    /** The content of {@link #RECORD}. */
    private record Record(String name, CheckpointReference checkpoint) {}

    /**
     * @param directory as this service sees it; created when the first adapter is published
     * @param onServers the same folder as the servers see it
     */
    AdapterFolders(Path directory, String onServers, ArtifactStore artifacts) {
        this.directory = directory;
        this.onServers = onServers.replaceAll("/+$", "");
        this.artifacts = artifacts;
    }

    /**
     * Publishes the adapter of a checkpoint, unless it is there.
     *
     * @throws RolloutException if the checkpoint has no adapter, or the folder cannot be written
     * @throws ArtifactException if the artifact store cannot be read
     */
    PublishedAdapter publish(RolloutTarget target) {
        CheckpointReference checkpoint = target.checkpoint();
        String folder = "round-" + checkpoint.round() + "-" + checkpoint.sha256();
        Path published = run(target.runId()).resolve(folder);
        try {
            if (!Files.exists(published.resolve(RECORD))) {
                copy(target, published);
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
        return new PublishedAdapter(target.runId(), target.name(), onServers(target.runId()) + "/" + folder);
    }

    private void copy(RolloutTarget target, Path published) throws IOException {
        List<StoredFile> files = artifacts.filesOf(target.checkpoint()).stream()
                .filter(file -> FILES.contains(file.name()))
                .toList();
        if (files.size() < FILES.size()) {
            throw new RolloutException("the checkpoint " + target.checkpoint().uri()
                    + " has no adapter: train it with training.adaptation lora");
        }
        Path work = newFolder(target.runId());
        try {
            for (StoredFile file : files) {
                Path copy = work.resolve(file.name().substring(ADAPTER.length()));
                try (OutputStream out = Files.newOutputStream(copy)) {
                    artifacts.copy(target.checkpoint(), file, 0, file.bytes(), out);
                }
            }
            Files.write(
                    work.resolve(RECORD),
                    Json.mapper().writeValueAsBytes(new Record(target.name(), target.checkpoint())));
            move(work, published);
        } finally {
            delete(work);
        }
    }

    /** A folder that is no adapter of the run yet; its owner fills it and {@link #move moves} or {@link #delete deletes} it. */
    Path newFolder(String runId) {
        try {
            return Files.createDirectories(run(runId).resolve(HIDDEN + UUID.randomUUID()));
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Another process may publish the same adapter at the same time; then this copy is not needed. */
    private static void move(Path work, Path published) throws IOException {
        try {
            Files.move(work, published, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(published.resolve(RECORD))) {
                throw e;
            }
        }
    }

    /** A folder of {@link #newFolder} as the servers see it. */
    String onServers(String runId, Path folder) {
        return onServers(runId) + "/" + folder.getFileName();
    }

    /** The folder of a run's adapters as the servers see it. */
    String onServers(String runId) {
        return onServers + "/" + runId;
    }

    private Path run(String runId) {
        return directory.resolve(runId);
    }

    private RolloutException notWritten(IOException e) {
        return new RolloutException("student.rollout.adapters-directory: " + directory + " cannot be written: "
                + e.getClass().getSimpleName() + ": " + e.getMessage());
    }

    /**
     * The published adapters, by run.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    Map<String, List<PublishedAdapter>> all() {
        Map<String, List<PublishedAdapter>> adapters = new TreeMap<>();
        for (Path run : folders(directory)) {
            String runId = run.getFileName().toString();
            adapters.put(runId, new ArrayList<>());
            for (Path folder : folders(run)) {
                record(folder).ifPresent(name -> adapters.get(runId)
                        .add(new PublishedAdapter(runId, name, onServers(runId) + "/" + folder.getFileName())));
            }
        }
        return adapters;
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().collect(Collectors.toList());
        } catch (NoSuchFileException e) {
            // Another process has deleted it.
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> record(Path folder) {
        try {
            return Optional.of(Json.mapper()
                    .readValue(Files.readAllBytes(folder.resolve(RECORD)), Record.class)
                    .name());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all adapters of a run. What cannot be deleted now stays for the next call. */
    void deleteRun(String runId) {
        delete(run(runId));
    }

    /** Deletes a folder with its files, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // It is deleted by the next check.
        }
    }
}
