package dev.preceptor.trainer.program;

import dev.preceptor.artifactstore.Sha256;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The file manifest.json, which a program writes last: the only sign of success.
 *
 * @param versions the versions of the program's libraries
 * @param steps the number of optimiser steps, fewer than planned if the program stopped early
 * @param tokens the number of prompt and completion tokens of all steps
 * @param curve all steps
 * @param validation the validation losses; null or empty if there are none
 * @param files the files in the folder of the result
 */
public record TrainingManifest(
        int contract,
        String fingerprint,
        int worldSize,
        Map<String, String> versions,
        int steps,
        long tokens,
        double tokensPerSecond,
        List<TrainingStep> curve,
        List<ValidationLoss> validation,
        List<FileEntry> files) {

    /** @param name relative to the folder, with slashes */
    public record FileEntry(String name, long bytes, String sha256) {}

    public TrainingManifest {
        versions = versions == null ? Map.of() : Map.copyOf(versions);
        curve = curve == null ? List.of() : List.copyOf(curve);
        validation = validation == null ? List.of() : List.copyOf(validation);
        files = files == null ? List.of() : List.copyOf(files);
    }

    /** @throws IOException if the file is not a manifest */
    static TrainingManifest read(Path file) throws IOException {
        return Json.mapper().readValue(Files.readAllBytes(file), TrainingManifest.class);
    }

    /**
     * What is wrong with the result, in words; empty if the manifest and the files are as they must be.
     *
     * @param output the folder of the result
     */
    Optional<String> fault(JobDescription job, Path output) {
        if (contract != job.contract()) {
            return Optional.of("has version " + contract + " of the contract, not " + job.contract());
        }
        if (!job.fingerprint().equals(fingerprint)) {
            return Optional.of("belongs to another training");
        }
        if (worldSize != job.worldSize()) {
            return Optional.of("says that " + worldSize + " processes trained, not " + job.worldSize());
        }
        if (steps < 1 || steps > job.steps() || curve.size() != steps) {
            return Optional.of("has " + steps + " steps and a curve of " + curve.size() + ", the training has "
                    + job.steps() + " steps");
        }
        return faultOfFiles(output);
    }

    private Optional<String> faultOfFiles(Path output) {
        Set<Path> listed = new HashSet<>();
        for (FileEntry entry : files) {
            Path file = output.resolve(entry.name()).normalize();
            if (!file.startsWith(output)) {
                return Optional.of("lists '" + entry.name() + "', which is not in the folder");
            }
            try {
                if (Files.size(file) != entry.bytes() || !Sha256.of(file).equals(entry.sha256())) {
                    return Optional.of("lists " + entry.name() + " with another size or SHA-256");
                }
            } catch (IOException e) {
                return Optional.of("lists " + entry.name() + ", which cannot be read: " + e.getMessage());
            }
            listed.add(file);
        }
        try (Stream<Path> found = Files.walk(output)) {
            return found.filter(file -> file.toString().endsWith(".safetensors"))
                    .filter(file -> !listed.contains(file))
                    .findFirst()
                    .map(file -> "does not list " + output.relativize(file))
                    .or(() -> listed.stream().anyMatch(file -> file.toString().endsWith(".safetensors"))
                            ? Optional.empty()
                            : Optional.of("lists no .safetensors file"));
        } catch (IOException e) {
            return Optional.of("has no folder " + output.getFileName());
        }
    }
}
