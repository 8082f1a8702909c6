package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one training job on their way to a program that shares no volume with trainer-service, and back. Only a store in S3 is
 * useful for it. deploy/trainer/in_bucket.py is the other side.
 */
public final class TrainingExchange {

    private final Storage storage;
    private final String name;

    TrainingExchange(Storage storage, String jobId) {
        this.storage = storage;
        this.name = "exchanges/" + jobId;
    }

    /** A folder for the program: where it is to be, its name in the store, and the SHA-256 of its manifest. */
    private record Sent(String path, String key, String sha256) {}

    /**
     * Uploads folders, and deletes what an earlier program sent back. Equal folders are uploaded once.
     *
     * @param folders local folders, by the paths that they are to have on the program's machine
     * @throws ArtifactException if they cannot be read or written
     */
    public void send(Map<Path, Path> folders) {
        storage.delete(name + "/out");
        List<Sent> sent = new ArrayList<>();
        folders.forEach((path, folder) -> {
            Manifest manifest = manifestOf(folder);
            String sha256 = Sha256.of(manifest.bytes());
            String key = name + "/in/" + sha256;
            storage.copyIn(folder, manifest, key);
            sent.add(new Sent(path.toString(), key, sha256));
        });
        try {
            storage.put(name + "/in.json", Json.mapper().writeValueAsBytes(sent));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and hashes can be written as JSON", e);
        }
    }

    /** A file that the program sent back, such as progress.jsonl; empty if there is none. */
    public Optional<byte[]> received(String file) {
        return storage.find(name + "/out/" + file);
    }

    /**
     * Downloads the folder of results.
     *
     * @param target an empty folder
     * @return false if the program has not sent it
     */
    public boolean fetchOutput(Path target) {
        return storage.copyOut(name + "/out/output", target);
    }

    /** Deletes all of it. */
    public void delete() {
        storage.delete(name);
    }

    private static Manifest manifestOf(Path folder) {
        try {
            return Manifest.of(folder);
        } catch (IOException e) {
            throw new ArtifactException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }
}
