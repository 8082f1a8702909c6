package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.SoftTargets;
import java.io.IOException;
import java.io.OutputStream;
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
 * The store of data sets and checkpoints. It is a folder that all services see at the same path, or a bucket of S3 or of
 * an S3-compatible server. Artifacts are immutable: a data set is named by its hash, and the folder of a checkpoint by
 * the job that made it. Every read is verified against the SHA-256 in the event that refers to the artifact. Safe for use
 * by several threads and processes.
 *
 * <p>One class, although long: it is the only place that names artifacts and verifies hashes. {@link Storage} stores the
 * bytes.
 */
public final class ArtifactStore {

    private static final String WEIGHTS = ".safetensors";
    private static final Pattern JOB_IN_URI = Pattern.compile("/checkpoints/([^/]+)");
    private static final Pattern SOFT_TARGETS_IN_URI = Pattern.compile("soft-targets/[^?#]+$");
    private static final String CHECKPOINTS = "checkpoints";

    private final Storage storage;
    private final Map<Path, String> verified = new ConcurrentHashMap<>();

    /** @param root the folder of the store; created on the first write */
    public ArtifactStore(Path root) {
        this.storage = new FileStorage(root);
    }

    /**
     * @param location a folder or its {@code file:} URI, or {@code s3://bucket/prefix} with the
     *     parameters of {@link S3Location}
     * @throws ArtifactException if the location is malformed. The constructor does not connect to the store
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
                    "the artifact store '" + location
                            + "' is neither a folder nor a location such as s3://bucket/prefix",
                    e);
        }
    }

    /**
     * Stores lines of JSON as a data set. Equal lines are stored once.
     *
     * @throws ArtifactException if they cannot be written
     */
    public DataSet putDataSet(List<String> lines) {
        byte[] bytes = bytes(lines.isEmpty() ? List.of("") : lines);
        String sha256 = Sha256.of(bytes);
        return new DataSet(storage.putIfAbsent(nameOf(sha256), bytes), sha256, lines.size());
    }

    /**
     * Stores a file of JSON lines, each terminated by a line feed, as a data set.
     *
     * @param count the number of lines
     * @throws ArtifactException if the file cannot be read, or cannot be written to the store
     */
    public DataSet putDataSet(Path lines, int count) {
        try {
            String sha256 = Sha256.of(lines);
            return new DataSet(storage.putIfAbsent("data-sets/" + sha256 + ".jsonl", lines, sha256), sha256, count);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + lines + ": " + e.getMessage(), e);
        }
    }

    /**
     * The lines in UTF-8, each with a line feed. There may be a million lines, so they are encoded into a single
     * buffer.
     */
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
     * Reads the lines of a data set.
     *
     * @throws ArtifactException if the data set does not exist, or its SHA-256 differs
     */
    public List<String> readDataSet(DataSet dataSet) {
        byte[] bytes = storage.read(dataSet.uri());
        String sha256 = Sha256.of(bytes);
        if (!sha256.equals(dataSet.sha256())) {
            throw new ArtifactException(
                    dataSet.uri() + " was changed: its SHA-256 is " + sha256 + ", expected " + dataSet.sha256());
        }
        return new Utf8Lines(bytes);
    }

    /**
     * Reads the lines of the data set with this hash; empty if the store has none.
     *
     * @throws ArtifactException if the store cannot be read, or the content has another SHA-256
     */
    public Optional<List<String>> findDataSet(String sha256) {
        return storage.find(nameOf(sha256)).map(bytes -> {
            if (!Sha256.of(bytes).equals(sha256)) {
                throw new ArtifactException("the data set " + sha256 + " was changed");
            }
            return new Utf8Lines(bytes);
        });
    }

    /**
     * Stores a teacher's log-probabilities in one file. Equal rows of a purse are stored once.
     *
     * @param purse the purse that paid for the answer; {@link #deleteSoftTargets} deletes all files of a purse
     * @param rows at least one row, of one or many examples
     * @return the address of all rows, without the place of the first one in a completion
     * @throws ArtifactException if they cannot be written
     */
    public SoftTargets putSoftTargets(String purse, SoftTargetRows rows) {
        byte[] bytes = SoftTargetFile.write(rows);
        String sha256 = Sha256.of(bytes);
        String uri = storage.putIfAbsent(softTargetsOf(purse) + "/" + sha256 + WEIGHTS, bytes);
        return new SoftTargets(uri, sha256, 0, rows.rows(), null);
    }

    /**
     * Reads all rows of the file at an address; empty if it was deleted.
     *
     * @throws ArtifactException if the store cannot be read, the address belongs to no store, the SHA-256 differs, or the file has
     *     another form
     */
    public Optional<SoftTargetRows> findSoftTargets(SoftTargets address) {
        Matcher name = SOFT_TARGETS_IN_URI.matcher(address.uri());
        if (!name.find()) {
            throw new ArtifactException(address.uri() + " is no address of soft targets");
        }
        return storage.find(name.group()).map(bytes -> rows(bytes, address));
    }

    private static SoftTargetRows rows(byte[] bytes, SoftTargets address) {
        String sha256 = Sha256.of(bytes);
        if (!sha256.equals(address.sha256())) {
            throw new ArtifactException(
                    address.uri() + " was changed: its SHA-256 is " + sha256 + ", expected " + address.sha256());
        }
        try {
            return SoftTargetFile.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(address.uri() + " " + e.getMessage(), e);
        }
    }

    /**
     * Publishes a complete checkpoint folder to every service. The folder is moved. Publishing the same files again
     * resumes an interrupted upload.
     *
     * @param jobId the job that made the checkpoint. If another process has already published a checkpoint of this job,
     *     either of the two may be kept
     * @return the URI and the hash of the checkpoint in the store
     * @throws ArtifactException if it cannot be written
     */
    public CheckpointReference publish(String jobId, int round, Path folder) {
        String uri = storage.publish(folder, CHECKPOINTS + "/" + jobId);
        Path local = storage.folder(uri);
        verified.remove(local);
        return new CheckpointReference(round, uri, hashOf(local));
    }

    /**
     * Lists the ids of the jobs whose complete checkpoints are in the store, sorted.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public List<String> checkpoints() {
        return List.copyOf(storage.listPublished(CHECKPOINTS));
    }

    /**
     * Returns the local folder of the checkpoint that a job made, or empty if there is none.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Path> checkpointOf(String jobId) {
        if (!isName(jobId)) {
            return Optional.empty();
        }
        return storage.findPublished(CHECKPOINTS + "/" + jobId).map(storage::folder);
    }

    private static boolean isName(String jobId) {
        return !jobId.isEmpty() && !jobId.startsWith(".") && !jobId.contains("/");
    }

    /**
     * Returns the event of a job's checkpoint. It is written last: if it exists, the job is done.
     *
     * @throws ArtifactException if the store cannot be read, or the record is not a checkpoint event
     */
    public Optional<Checkpoint> recordOf(String jobId) {
        if (!isName(jobId)) {
            return Optional.empty();
        }
        return storage.find(recordName(jobId)).map(bytes -> {
            try {
                return Json.mapper().readValue(bytes, Checkpoint.class);
            } catch (IOException e) {
                throw new ArtifactException(
                        "the record " + recordName(jobId)
                                + " of the artifact store is not a checkpoint: delete it to train again",
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
            storage.put(recordName(jobId), Json.mapper().writeValueAsBytes(checkpoint));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event can be written as JSON", e);
        }
    }

    private static String recordName(String jobId) {
        return CHECKPOINTS + "/" + jobId + ".json";
    }

    /** The way by which a job's files reach a program that shares no volume with this process. */
    public TrainingExchange exchange(String jobId) {
        return new TrainingExchange(storage, jobId);
    }

    /** Whether the store is a bucket, so that other machines reach it without a shared volume. */
    public boolean isBucket() {
        return storage instanceof S3Storage;
    }

    /** The saved states of the jobs in progress. */
    public JobStateStore states() {
        return new JobStateStore(storage);
    }

    /**
     * Returns the local folder of a published checkpoint.
     *
     * @throws ArtifactException if the checkpoint does not exist, or the SHA-256 of its weights differs
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
     * Lists the files of a published checkpoint, sorted by name.
     *
     * @throws ArtifactException if the checkpoint does not exist or the store cannot be read
     */
    public List<StoredFile> filesOf(CheckpointReference reference) {
        return storage.files(reference.uri());
    }

    /**
     * Copies a part of a file of a published checkpoint to a stream. The hash is not verified, since only a part is read.
     *
     * @param file one of {@link #filesOf}
     * @param from the first byte, from 0
     * @param length the number of bytes, at least 1
     * @throws ArtifactException if the file cannot be read
     * @throws IOException if the target cannot be written
     */
    public void copy(CheckpointReference reference, StoredFile file, long from, long length, OutputStream target)
            throws IOException {
        storage.copy(reference.uri(), file.name(), from, length, target);
    }

    /**
     * Returns the id of the job that made a checkpoint, or empty if no job of this store made it, as for the untrained
     * student.
     *
     * @param reference the reference in the checkpoint's event
     */
    public static Optional<String> jobOf(CheckpointReference reference) {
        Matcher matcher = JOB_IN_URI.matcher(String.valueOf(reference.uri()));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * Deletes everything that a job stored: its checkpoint, the checkpoint's record, its saved states, and what it exchanged with a program.
     *
     * @throws ArtifactException if the store cannot be reached; a second call deletes the rest
     */
    public void deleteJob(String jobId) {
        storage.delete(CHECKPOINTS + "/" + jobId);
        storage.delete(recordName(jobId));
        storage.delete("states/" + jobId);
        exchange(jobId).delete();
    }

    /**
     * Deletes a data set. Equal data sets share one file, so the caller must ensure that no other run uses the same
     * lines.
     *
     * @throws ArtifactException if the store cannot be reached
     */
    public void deleteDataSet(DataSet dataSet) {
        storage.delete(nameOf(dataSet.sha256()));
    }

    /**
     * Deletes the log-probabilities of all answers that a purse paid for. Lessons that still refer to them are trained as text.
     *
     * @throws ArtifactException if the store cannot be reached; a second call deletes the rest
     */
    public void deleteSoftTargets(String purse) {
        storage.delete(softTargetsOf(purse));
    }

    private static String softTargetsOf(String purse) {
        return "soft-targets/" + purse;
    }

    private static String nameOf(String sha256) {
        return "data-sets/" + sha256 + ".jsonl";
    }

    private String hashOf(Path folder) {
        // Artifacts are immutable, so each process hashes the weights once.
        return verified.computeIfAbsent(folder, ArtifactStore::hashOfWeights);
    }

    /**
     * The SHA-256 of the weights file; of several files, the SHA-256 of the output of {@code sha256sum *.safetensors}.
     */
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
