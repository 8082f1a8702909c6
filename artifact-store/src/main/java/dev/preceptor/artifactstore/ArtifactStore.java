package dev.preceptor.artifactstore;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder, on this machine or a shared volume, that every service sees at the same path. Artifacts never change: a data
 * set's name is its hash, a checkpoint's folder is named by the job that made it. Safe for use by many threads and processes.
 */
public final class ArtifactStore {

    private static final String WEIGHTS = ".safetensors";

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

    /**
     * The names of the checkpoints that are whole, as {@link #checkpointFolder} takes them, sorted.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public List<String> checkpoints() {
        Path folder = root.resolve("checkpoints");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    // One that is being written has a passing name that begins so.
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
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
        // Hashing hundreds of megabytes once a process is enough: artifacts never change.
        String sha256 = verified.computeIfAbsent(folder, ArtifactStore::hashOfWeights);
        if (!sha256.equals(reference.sha256())) {
            throw new ArtifactException("the weights in " + folder + " were changed: their SHA-256 is " + sha256
                    + ", expected " + reference.sha256());
        }
        return folder;
    }

    /** The file's own hash where there is one, else that of the lines {@code sha256sum *.safetensors} prints. */
    private static String hashOfWeights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> weights = files.filter(
                            file -> file.getFileName().toString().endsWith(WEIGHTS))
                    .sorted()
                    .toList();
            if (weights.isEmpty()) {
                throw new ArtifactException("the checkpoint " + folder + " has no " + WEIGHTS + " file");
            }
            if (weights.size() == 1) {
                return Sha256.of(weights.get(0));
            }
            StringBuilder lines = new StringBuilder();
            for (Path file : weights) {
                lines.append(Sha256.of(file))
                        .append("  ")
                        .append(file.getFileName())
                        .append('\n');
            }
            return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ArtifactException("cannot read the checkpoint " + folder + ": " + e.getMessage(), e);
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
