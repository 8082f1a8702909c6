package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * What jobs in progress have saved, so that a process on another machine can go on with them. A state lies under its hash; a
 * note that is written after it names the newest, and what the note named before is deleted. Where two processes work on one
 * job, the note that was written last counts, and each state that it ever names is whole.
 */
public final class JobStates {

    private static final int ATTEMPTS = 3;

    private final Storage storage;

    JobStates(Storage storage) {
        this.storage = storage;
    }

    /**
     * A state.
     *
     * @param name of its folder on the machine that saved it; a later state's is greater
     * @param sha256 of the list of its files, sizes and hashes
     */
    public record Saved(String name, String sha256) {}

    /**
     * A job's newest state.
     *
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Saved> newest(String jobId) {
        return storage.find(noteOf(jobId)).map(bytes -> {
            try {
                return Json.mapper().readValue(bytes, Saved.class);
            } catch (IOException e) {
                throw new ArtifactException("the note " + noteOf(jobId) + " of the artifact store cannot be read", e);
            }
        });
    }

    /**
     * Copies a job's state to the store, where it is the newest then.
     *
     * @throws ArtifactException if it cannot be written
     */
    public void save(String jobId, Path folder) {
        Manifest manifest = manifestOf(folder);
        String sha256 = hashOf(manifest);
        Optional<Saved> before = newest(jobId);
        storage.copyIn(folder, manifest, placeOf(jobId, sha256));
        try {
            Saved saved = new Saved(folder.getFileName().toString(), sha256);
            storage.replace(noteOf(jobId), Json.mapper().writeValueAsBytes(saved));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a name and a hash can be written as JSON", e);
        }
        before.map(Saved::sha256)
                .filter(earlier -> !earlier.equals(sha256))
                .ifPresent(earlier -> storage.delete(placeOf(jobId, earlier)));
    }

    /**
     * Copies a job's newest state into a folder of this machine, under its own name.
     *
     * @param folder made where it is missing
     * @return where it lies; empty if there is none that is whole
     * @throws ArtifactException if the store cannot be read
     */
    public Optional<Path> fetch(String jobId, Path folder) {
        // Another process may save the next one, and delete this one, at any time.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Path> fetched = newest(jobId).flatMap(saved -> fetch(jobId, saved, folder));
            if (fetched.isPresent()) {
                return fetched;
            }
        }
        return Optional.empty();
    }

    private Optional<Path> fetch(String jobId, Saved saved, Path folder) {
        Path passing = folder.resolve(Folders.UNFINISHED + UUID.randomUUID());
        Path target = folder.resolve(saved.name());
        try {
            Files.createDirectories(passing);
            try {
                if (!storage.copyOut(placeOf(jobId, saved.sha256()), passing)
                        || !hashOf(manifestOf(passing)).equals(saved.sha256())) {
                    return Optional.empty();
                }
                Folders.delete(target);
                Folders.move(passing, target);
                return Optional.of(target);
            } finally {
                Folders.delete(passing);
            }
        } catch (IOException e) {
            throw new ArtifactException("cannot keep a job's state in " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Deletes all that a job saved.
     *
     * @throws ArtifactException if the store cannot be reached
     */
    public void delete(String jobId) {
        storage.delete(noteOf(jobId));
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

    private static String noteOf(String jobId) {
        return "states/" + jobId + "/newest.json";
    }

    private static String placeOf(String jobId, String sha256) {
        return "states/" + jobId + "/" + sha256;
    }
}
