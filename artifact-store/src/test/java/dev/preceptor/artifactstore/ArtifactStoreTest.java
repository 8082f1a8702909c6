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
    void linesOfAFileAreTheSameDataSetAsThoseInMemory(@TempDir Path folder) throws IOException {
        ArtifactStore store = new ArtifactStore(folder.resolve("store"));
        Path file = Files.writeString(folder.resolve("lines"), "{\"a\":1}\n{\"a\":\"ä\"}\n");

        DataSet kept = store.putDataSet(file, 2);

        assertThat(kept).isEqualTo(store.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}")));
        assertThat(store.readDataSet(kept)).containsExactly("{\"a\":1}", "{\"a\":\"ä\"}");
        assertThat(file).exists();
    }

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
