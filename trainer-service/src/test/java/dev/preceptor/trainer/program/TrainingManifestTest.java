package dev.preceptor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingManifestTest {

    /** Of "weights", by sha256sum. */
    private static final String HASH = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

    @TempDir
    Path output;

    private final JobDescription job = JobDescriptionBuilder.builder()
            .contract(1)
            .fingerprint("print")
            .worldSize(2)
            .training(JobDescriptionHyperparametersBuilder.builder()
                    .epochs(1)
                    .batchSize(2)
                    .build())
            .examples(new JobDescription.DataFile("examples.jsonl", "", 3))
            .build();

    @BeforeEach
    void writeWeights() throws IOException {
        Files.writeString(output.resolve("model.safetensors"), "weights");
    }

    @Test
    void aManifestThatFitsTheJobAndTheFilesHasNoFault() {
        assertThat(manifest().fault(job, output)).isEmpty();
    }

    @Test
    void aManifestOfAnotherTrainingIsRejected() {
        assertFault("another training", changed(manifest -> manifest.put("fingerprint", "other")));
        assertFault("1 processes trained, not 2", changed(manifest -> manifest.put("worldSize", 1)));
        assertFault("version 2 of the contract", changed(manifest -> manifest.put("contract", 2)));
        assertFault("has 3 steps and a curve of 2", changed(manifest -> manifest.put("steps", 3)));
    }

    @Test
    void filesThatAreNotThoseOfTheManifestAreRejected() throws IOException {
        Files.writeString(output.resolve("extra.safetensors"), "unknown");
        assertFault("does not list extra.safetensors", manifest());
        Files.delete(output.resolve("extra.safetensors"));
        Files.writeString(output.resolve("model.safetensors"), "WEIGHTS");
        assertFault("model.safetensors with another size or SHA-256", manifest());
        Files.delete(output.resolve("model.safetensors"));
        assertFault("model.safetensors, which cannot be read", manifest());
    }

    @Test
    void aFileOutsideTheFolderIsRejected() {
        assertFault(
                "is not in the folder",
                changed(manifest ->
                        manifest.put("files", List.of(Map.of("name", "../job.json", "bytes", 1, "sha256", HASH)))));
    }

    @Test
    void aResultWithoutWeightsIsRejected() throws IOException {
        Files.delete(output.resolve("model.safetensors"));
        assertFault("lists no .safetensors file", changed(manifest -> manifest.put("files", List.of())));
    }

    private void assertFault(String expected, TrainingManifest manifest) {
        assertThat(manifest.fault(job, output))
                .hasValueSatisfying(fault -> assertThat(fault).contains(expected));
    }

    private static TrainingManifest manifest() {
        return changed(manifest -> {});
    }

    private static TrainingManifest changed(Consumer<Map<String, Object>> change) {
        Map<String, Object> manifest = new HashMap<>(Map.of(
                "contract",
                1,
                "fingerprint",
                "print",
                "worldSize",
                2,
                "steps",
                2,
                "curve",
                List.of(new TrainingStep(1, 0.5, 0.1, 1, 7), new TrainingStep(2, 0.4, 0.1, 1, 3)),
                "files",
                List.of(Map.of("name", "model.safetensors", "bytes", 7, "sha256", HASH))));
        change.accept(manifest);
        return Json.mapper().convertValue(manifest, TrainingManifest.class);
    }
}
