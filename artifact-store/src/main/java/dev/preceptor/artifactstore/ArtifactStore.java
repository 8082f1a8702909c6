package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that every service sees at the same path, or a bucket of S3 or of a server that speaks its protocol. Artifacts
 * never change: a data set's name is its hash, a checkpoint's folder is named by the job that made it. What is read is
 * compared with the hash that its event names. Safe for use by many threads and processes.
 */
public final class ArtifactStore {

    private static final String WEIGHTS = ".safetensors";
    private static final Pattern OF_JOB = Pattern.compile("/checkpoints/([^/]+)");
    private static final String CHECKPOINTS = "checkpoints";

    private final Storage storage;
    private final Map<Path, String> verified = new ConcurrentHashMap<>();

    /** @param root made on the first write */
    public ArtifactStore(Path root) {
        this.storage = new FileStorage(root);
    }

    /**
     * @param location a folder or its {@code file:} URI, or {@code s3://bucket/prefix} with what {@link S3Location} allows
     * @throws ArtifactException if the location cannot be understood; nothing is connected to yet
     */
    public ArtifactStore(String location) {
        this.storage = location.startsWith(S3Location.SCHEME)
                ? new S3Storage(S3Location.of(location))
                : new FileStorage(folder(location));
    }

    private static Path folder(String location) {
        if (!location.matches("[a-z][a-z0-9+.-]+:/.*")) {
            return Path.of(location);
        }
        try {
            return Path.of(URI.create(location));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ArtifactException(
                    "the artifact store '" + location + "' is neither a folder nor a place such as s3://bucket/prefix",
                    e);
        }
    }

    /**
     * Keeps lines of JSON; the same lines are kept once.
     *
     * @throws ArtifactException if they cannot be written
     */
    public DataSet putDataSet(List<String> lines) {
        byte[] bytes = bytes(lines.isEmpty() ? List.of("") : lines);
        String sha256 = Sha256.of(bytes);
        return new DataSet(storage.keep(nameOf(sha256), bytes), sha256, lines.size());
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

    /** Each line with its end. There may be a million: nothing is held twice. */
    private static byte[] bytes(List<String> lines) {
        int size = 0;
        for (String line : lines) {
            size = Math.addExact(size, line.getBytes(StandardCharsets.UTF_8).length + 1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (String line : lines) {
            bytes.put(line.getBytes(StandardCharsets.UTF_8)).put((byte) '\n');
        }
        return bytes.array();
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

    /**
     * Makes a checkpoint's folder, once it is whole, visible to every service. An upload that was cut short goes on where it
     * stopped when the same files are published again. The folder is moved.
     *
     * @param jobId of the job that made it. Where its checkpoint lies there already, made by another process, that one may stay
     * @return where it lies, and what lies there
     * @throws ArtifactException if it cannot be written
     */
    public CheckpointReference publish(String jobId, int round, Path folder) {
        String uri = storage.publish(folder, CHECKPOINTS + "/" + jobId);
        Path place = storage.folder(uri);
        verified.remove(place);
        return new CheckpointReference(round, uri, hashOf(place));
    }

    /**
     * The jobs whose whole checkpoints lie here, sorted.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public List<String> checkpoints() {
        return List.copyOf(storage.publishedBelow(CHECKPOINTS));
    }

    /**
     * The folder, on this machine, of the checkpoint that a job made; empty where there is none.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Path> checkpointOf(String jobId) {
        if (jobId.isEmpty() || jobId.startsWith(".") || jobId.contains("/")) {
            return Optional.empty();
        }
        return storage.published(CHECKPOINTS + "/" + jobId).map(storage::folder);
    }

    /**
     * The event of a job's checkpoint. It is written last, so that where it stands, the job is done.
     *
     * @throws ArtifactException if the store cannot be read, or what lies there is no such event
     */
    public Optional<Checkpoint> recordOf(String jobId) {
        return storage.find(recordName(jobId)).map(bytes -> {
            try {
                return Json.mapper().readValue(bytes, Checkpoint.class);
            } catch (IOException e) {
                throw new ArtifactException(
                        "the record " + recordName(jobId)
                                + " of the artifact store is no checkpoint: delete it to train" + " anew",
                        e);
            }
        });
    }

    /**
     * Writes a job's {@link #recordOf record}.
     *
     * @throws ArtifactException if it cannot be written
     */
    public void record(String jobId, Checkpoint checkpoint) {
        try {
            storage.replace(recordName(jobId), Json.mapper().writeValueAsBytes(checkpoint));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event can be written as JSON", e);
        }
    }

    private static String recordName(String jobId) {
        return CHECKPOINTS + "/" + jobId + ".json";
    }

    /** The states of the jobs in progress. */
    public JobStates states() {
        return new JobStates(storage);
    }

    /**
     * The folder of a checkpoint that a trainer made.
     *
     * @throws ArtifactException if it is not there, or its weights are not what the hash says
     */
    public Path checkpoint(CheckpointReference reference) {
        Path folder = storage.folder(reference.uri());
        String sha256 = hashOf(folder);
        if (!sha256.equals(reference.sha256())) {
            throw new ArtifactException("the weights in " + folder + " were changed: their SHA-256 is " + sha256
                    + ", expected " + reference.sha256());
        }
        return folder;
    }

    /**
     * The job that made a checkpoint; empty where no job of this store did, as for a student as it came.
     *
     * @param reference of a checkpoint that was published
     */
    public static Optional<String> jobOf(CheckpointReference reference) {
        Matcher place = OF_JOB.matcher(String.valueOf(reference.uri()));
        return place.find() ? Optional.of(place.group(1)) : Optional.empty();
    }

    /**
     * Deletes whatever a job left: its checkpoint, the note that it is done, and what it saved on its way.
     *
     * @throws ArtifactException if the store cannot be reached; called again, it goes on
     */
    public void deleteJob(String jobId) {
        storage.delete(CHECKPOINTS + "/" + jobId);
        storage.delete(recordName(jobId));
        storage.delete("states/" + jobId);
    }

    /**
     * Deletes a data set. Others may have kept the same lines: that nobody needs them is for the caller to know.
     *
     * @throws ArtifactException if the store cannot be reached
     */
    public void deleteDataSet(DataSet dataSet) {
        storage.delete(nameOf(dataSet.sha256()));
    }

    private static String nameOf(String sha256) {
        return "data-sets/" + sha256 + ".jsonl";
    }

    private String hashOf(Path folder) {
        // Hashing hundreds of megabytes once a process is enough: artifacts never change.
        return verified.computeIfAbsent(folder, ArtifactStore::hashOfWeights);
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
