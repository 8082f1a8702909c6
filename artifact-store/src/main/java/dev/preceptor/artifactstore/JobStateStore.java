package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores the states of jobs in progress, from which a process on another machine can resume them. A state is stored
 * under its hash. Then the file {@code newest.json} is written, which names the newest state of the job, and the
 * previous state is deleted. If two processes work on the same job, the last write of {@code newest.json} wins. A state
 * that {@code newest.json} names is complete.
 */
public final class JobStateStore {

    private static final int ATTEMPTS = 3;

    private final Storage storage;

    JobStateStore(Storage storage) {
        this.storage = storage;
    }

    /**
     * A saved state.
     *
     * @param name the name of its folder on the machine that saved it; later states have greater names
     * @param sha256 the SHA-256 of its manifest (the names, sizes and hashes of its files)
     */
    public record Saved(String name, String sha256) {}

    /**
     * Returns a job's newest state, or empty if it has none.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Saved> newest(String jobId) {
        return storage.find(newestFileOf(jobId)).map(bytes -> {
            try {
                return Json.mapper().readValue(bytes, Saved.class);
            } catch (IOException e) {
                throw new ArtifactException(
                        "the file " + newestFileOf(jobId) + " of the artifact store cannot be read", e);
            }
        });
    }

    /**
     * Copies a state to the store and makes it the job's newest.
     *
     * @throws ArtifactException if it cannot be written
     */
    public void save(String jobId, Path folder) {
        Manifest manifest = manifestOf(folder);
        String sha256 = hashOf(manifest);
        Optional<Saved> before = newest(jobId);
        storage.copyIn(folder, manifest, folderOf(jobId, sha256));
        try {
            Saved saved = new Saved(folder.getFileName().toString(), sha256);
            storage.put(newestFileOf(jobId), Json.mapper().writeValueAsBytes(saved));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a name and a hash can be written as JSON", e);
        }
        before.map(Saved::sha256)
                .filter(earlier -> !earlier.equals(sha256))
                .ifPresent(earlier -> storage.delete(folderOf(jobId, earlier)));
    }

    /**
     * Copies a job's newest state into a local folder, under the name of the state.
     *
     * @param folder created if it does not exist
     * @return the path of the copy, or empty if the job has no complete state
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Path> fetch(String jobId, Path folder) {
        // Another process may save the next state and delete this one at any time.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Path> fetched = newest(jobId).flatMap(saved -> fetch(jobId, saved, folder));
            if (fetched.isPresent()) {
                return fetched;
            }
        }
        return Optional.empty();
    }

    private Optional<Path> fetch(String jobId, Saved saved, Path folder) {
        Path temporary = folder.resolve(FolderOperations.TEMPORARY_PREFIX + UUID.randomUUID());
        Path target = folder.resolve(saved.name());
        try {
            Files.createDirectories(temporary);
            try {
                if (!storage.copyOut(folderOf(jobId, saved.sha256()), temporary)
                        || !hashOf(manifestOf(temporary)).equals(saved.sha256())) {
                    return Optional.empty();
                }
                FolderOperations.delete(target);
                FolderOperations.move(temporary, target);
                return Optional.of(target);
            } finally {
                FolderOperations.delete(temporary);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot write a job's state to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Deletes all states of a job.
     *
     * @throws ArtifactException if the store cannot be reached
     */
    public void delete(String jobId) {
        storage.delete(newestFileOf(jobId));
        storage.delete("states/" + jobId);
    }

    private static String hashOf(Manifest manifest) {
        return Sha256.of(manifest.bytes());
    }

    private static Manifest manifestOf(Path folder) {
        try {
            return Manifest.of(folder);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String newestFileOf(String jobId) {
        return "states/" + jobId + "/newest.json";
    }

    private static String folderOf(String jobId, String sha256) {
        return "states/" + jobId + "/" + sha256;
    }
}
