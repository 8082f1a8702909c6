package dev.preceptor.artifactstore;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder that every service sees at the same path, or a bucket of S3 or of a server that speaks its protocol. Artifacts
 * never change: a data set's name is its hash, a checkpoint's folder is named by the job that made it. What is read is
 * compared with the hash that its event names. Safe for use by many threads and processes.
 */
public final class ArtifactStore {

    private static final String WEIGHTS = ".safetensors";

    private final Storage storage;
    private final Map<Path, String> verified = new ConcurrentHashMap<>();

    /** @param root made on the first write */
    public ArtifactStore(Path root) {
        this.storage = new FileStorage(root);
    }

    /**
     * @param location a folder, or {@code s3://bucket/prefix} with what {@link S3Location} allows
     * @throws ArtifactException if the location cannot be understood; nothing is connected to yet
     */
    public ArtifactStore(String location) {
        this.storage = location.startsWith(S3Location.SCHEME)
                ? new S3Storage(S3Location.of(location))
                : new FileStorage(Path.of(location));
    }

    /**
     * Keeps lines of JSON; the same lines are kept once.
     *
     * @throws ArtifactException if they cannot be written
     */
    public DataSet putDataSet(List<String> lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        String sha256 = Sha256.of(bytes);
        return new DataSet(storage.keep("data-sets/" + sha256 + ".jsonl", bytes), sha256, lines.size());
    }

    /**
     * The same of a file that holds the lines, each ended by a line feed.
     *
     * @param count of the lines
     * @throws ArtifactException if it cannot be read, or not written to the store
     */
    public DataSet putDataSet(Path lines, int count) {
        try {
            String sha256 = Sha256.of(lines);
            return new DataSet(storage.keep("data-sets/" + sha256 + ".jsonl", lines, sha256), sha256, count);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + lines + ": " + e.getMessage(), e);
        }
    }

    /**
     * The lines of a data set.
     *
     * @throws ArtifactException if it is not there, or not what its hash says
     */
    public List<String> readDataSet(DataSet dataSet) {
        byte[] bytes = storage.read(dataSet.uri());
        String sha256 = Sha256.of(bytes);
        if (!sha256.equals(dataSet.sha256())) {
            throw new ArtifactException(
                    dataSet.uri() + " was changed: its SHA-256 is " + sha256 + ", expected " + dataSet.sha256());
        }
        return new LinesOfBytes(bytes);
    }

    /** Where a checkpoint is to be written: a folder of this machine. */
    public Path checkpointFolder(String jobId) {
        return storage.workFolder("checkpoints/" + jobId);
    }

    /**
     * The names of the whole checkpoints on this machine, as {@link #checkpointFolder} takes them, sorted.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public List<String> checkpoints() {
        Path folder = storage.workFolder("checkpoints");
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

    /**
     * Makes a checkpoint's folder, once it is whole, visible to every service. An upload that was cut short goes on where it
     * stopped when the same files are published again. The folder may be moved; {@link #checkpoint} says where it is then.
     *
     * @return the URI that others find it by
     * @throws ArtifactException if it cannot be written
     */
    public String publish(Path folder) {
        return storage.publish(folder);
    }

    /**
     * The folder of a checkpoint that a trainer made.
     *
     * @throws ArtifactException if it is not there, or its weights are not what the hash says
     */
    public Path checkpoint(CheckpointReference reference) {
        Path folder = storage.folder(reference.uri());
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
}
