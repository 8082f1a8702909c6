package dev.preceptor.artifactstore;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder, on this machine or a shared volume, that every service sees at the same path. Artifacts never change: a data
 * set's name is its hash, a checkpoint's folder is named by the job that made it. Safe for use by many threads and processes.
 */
public final class ArtifactStore {

    private static final String WEIGHTS = "model.safetensors";

    private final Path root;
    private final Map<Path, String> verified = new ConcurrentHashMap<>();

    /** @param root made on the first write */
    public ArtifactStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Keeps lines of JSON; the same lines are kept once.
     *
     * @throws ArtifactException if they cannot be written
     */
    public DataSet putDataSet(List<String> lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        String sha256 = Sha256.of(bytes);
        Path file = root.resolve("data-sets").resolve(sha256 + ".jsonl");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path unfinished = Files.createTempFile(file.getParent(), sha256, ".unfinished");
                Files.write(unfinished, bytes);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return new DataSet(file.toUri().toString(), sha256, lines.size());
    }

    /**
     * The lines of a data set.
     *
     * @throws ArtifactException if it is not there, or not what its hash says
     */
    public List<String> readDataSet(DataSet dataSet) {
        Path file = path(dataSet.uri());
        try {
            byte[] bytes = Files.readAllBytes(file);
            String sha256 = Sha256.of(bytes);
            if (!sha256.equals(dataSet.sha256())) {
                throw new ArtifactException(
                        file + " was changed: its SHA-256 is " + sha256 + ", expected " + dataSet.sha256());
            }
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new ArtifactException("cannot read the data set " + file + ": " + e.getMessage(), e);
        }
    }

    /** Where a checkpoint goes: a folder that exists only once the checkpoint is whole. */
    public Path checkpointFolder(String jobId) {
        return root.resolve("checkpoints").resolve(jobId);
    }

    /** The URI that others find a checkpoint's folder by. */
    public String uriOf(Path folder) {
        return folder.toUri().toString();
    }

    /**
     * The folder of a checkpoint that a trainer made.
     *
     * @throws ArtifactException if it is not there, or its weights are not what the hash says
     */
    public Path checkpoint(CheckpointReference reference) {
        Path folder = path(reference.uri());
        Path weights = folder.resolve(WEIGHTS);
        if (!Files.isRegularFile(weights)) {
            throw new ArtifactException("the checkpoint " + folder + " is not there, or has no " + WEIGHTS);
        }
        // Hashing hundreds of megabytes once a process is enough: artifacts never change.
        String sha256 = verified.computeIfAbsent(weights, ArtifactStore::hash);
        if (!sha256.equals(reference.sha256())) {
            throw new ArtifactException(
                    weights + " was changed: its SHA-256 is " + sha256 + ", expected " + reference.sha256());
        }
        return folder;
    }

    private static String hash(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Path path(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException("'" + uri + "' is not the URI of a file", e);
        }
    }
}
