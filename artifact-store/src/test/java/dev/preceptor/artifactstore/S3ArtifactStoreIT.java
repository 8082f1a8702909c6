package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.SoftTargets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the store on an S3 server. */
class S3ArtifactStoreIT {

    /** FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private S3Server server;
    private ArtifactStore trainer;
    private ArtifactStore student;

    @BeforeEach
    void start() throws Exception {
        server = new S3Server();
        trainer = new ArtifactStore(server.location(folder.resolve("trainer")));
        student = new ArtifactStore(server.location(folder.resolve("student")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aDataSetIsReadOnAnotherMachine() {
        DataSet kept = trainer.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}"));

        assertThat(kept.uri()).startsWith("s3://preceptor/team/run/data-sets/").doesNotContain("127.0.0.1");
        assertThat(student.readDataSet(kept)).containsExactly("{\"a\":1}", "{\"a\":\"ä\"}");
        assertThat(student.putDataSet(List.of("{\"a\":1}", "{\"a\":\"ä\"}"))).isEqualTo(kept);
    }

    @Test
    void softTargetsAreReadOnAnotherMachineAndDeletedWithTheirPurse() {
        SoftTargetRows rows =
                new SoftTargetRows(new int[] {5, 6}, 2, new int[] {5, 1, 6, 2}, new float[] {-0.5f, -1, -2, -4});

        SoftTargets kept = trainer.putSoftTargets("purse-1", rows);
        SoftTargets other = trainer.putSoftTargets("purse-10", rows);

        assertThat(kept.uri()).startsWith("s3://preceptor/team/run/soft-targets/purse-1/");
        assertThat(student.findSoftTargets(kept).orElseThrow().ids()).containsExactly(5, 1, 6, 2);
        student.deleteSoftTargets("purse-1");
        assertThat(trainer.findSoftTargets(kept)).isEmpty();
        assertThat(trainer.findSoftTargets(other)).isPresent();
    }

    @Test
    void aFileAndAListGiveTheSameDataSet(@TempDir Path lines) throws Exception {
        Path file = Files.writeString(lines.resolve("lines"), "{\"a\":1}\n");

        DataSet kept = trainer.putDataSet(file, 1);

        assertThat(student.readDataSet(kept)).containsExactly("{\"a\":1}");
        assertThat(student.putDataSet(List.of("{\"a\":1}"))).isEqualTo(kept);
    }

    @Test
    void aChangedDataSetIsRejected() {
        DataSet kept = trainer.putDataSet(List.of("x"));
        server.damage(kept.uri(), "y\n");

        assertThatThrownBy(() -> student.readDataSet(kept))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(kept.uri() + " was changed")
                .hasMessageContaining(kept.sha256());
    }

    @Test
    void theFilesOfACheckpointAreReadInPartsWithoutACopy() throws IOException {
        CheckpointReference published = publish("0123456789");
        StoredFile weights = student.filesOf(published).stream()
                .filter(file -> file.name().endsWith(".safetensors"))
                .findFirst()
                .orElseThrow();
        ByteArrayOutputStream target = new ByteArrayOutputStream();

        student.copy(published, weights, 3, 4, target);

        assertThat(weights.bytes()).isEqualTo(10);
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("3456");
        assertThat(folder.resolve("student")).doesNotExist();
    }

    @Test
    void aCheckpointIsReadOnAnotherMachine() throws IOException {
        CheckpointReference published = publish("abc");

        Path there = student.checkpoint(published);

        assertThat(published.sha256()).isEqualTo(SHA256_OF_ABC);
        assertThat(there).startsWith(folder.resolve("student"));
        assertThat(there.resolve("model.safetensors")).hasContent("abc");
        assertThat(there.resolve("tokenizer/merges.txt")).hasContent("a b");
        assertThat(publish("abc")).as("the same again").isEqualTo(published);
    }

    @Test
    void deleteJobDeletesEverythingOfTheJob() throws IOException {
        CheckpointReference published = publish("abc");
        DataSet kept = trainer.putDataSet(List.of("x"));

        student.deleteJob(ArtifactStore.jobOf(published).orElseThrow());
        student.deleteDataSet(kept);
        student.deleteDataSet(kept);

        ArtifactStore another = new ArtifactStore(server.location(folder.resolve("another")));
        assertThatThrownBy(() -> another.checkpoint(published)).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> another.readDataSet(kept)).isInstanceOf(ArtifactException.class);
    }

    @Test
    void aCheckpointIsDownloadedOnce() throws IOException {
        CheckpointReference published = publish("abc");
        student.checkpoint(published);
        server.damage(published.uri() + "/model.safetensors", "abd");

        assertThat(student.checkpoint(published).resolve("model.safetensors")).hasContent("abc");
    }

    @Test
    void thePublisherOfACheckpointDoesNotDownloadIt() throws IOException {
        CheckpointReference published = publish("abc");
        server.damage(published.uri() + "/manifest.json", "[]");

        assertThat(trainer.checkpoint(published).resolve("model.safetensors")).hasContent("abc");
    }

    @Test
    void aCheckpointWithAChangedFileIsRejectedAndNotCached() throws IOException {
        CheckpointReference published = publish("abc");
        server.damage(published.uri() + "/tokenizer/merges.txt", "b a");

        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> student.checkpoint(published))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("tokenizer/merges.txt was changed");
        }
        assertThat(folder.resolve("student/folders")).isEmptyDirectory();
    }

    @Test
    void aCheckpointWithAChangedManifestIsRejected() throws IOException {
        CheckpointReference published = publish("abc");
        server.damage(published.uri() + "/manifest.json", "[]");

        assertThatThrownBy(() -> student.checkpoint(published))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("manifest.json was changed");
    }

    @Test
    void aMissingBucketIsNamedInOneLine() {
        ArtifactStore lost =
                new ArtifactStore(server.location(folder.resolve("lost")).replace("s3://preceptor/", "s3://nowhere/"));

        assertThatThrownBy(() -> lost.putDataSet(List.of("x")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("s3://nowhere/")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aUriOfAnotherBucketIsRejected() {
        CheckpointReference foreign = new CheckpointReference(1, "s3://elsewhere/checkpoints/1/ab", "00");

        assertThatThrownBy(() -> student.checkpoint(foreign))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("s3://elsewhere")
                .hasMessageContaining("preceptor");
    }

    @Test
    void completeCheckpointsAreListedAndFoundOnOtherMachines() throws IOException {
        assertThat(student.checkpoints()).isEmpty();
        CheckpointReference published = publish("abc");
        server.damage("s3://preceptor/team/run/checkpoints/half/00/model.safetensors", "abc");

        assertThat(student.checkpoints()).containsExactly("job");
        assertThat(student.checkpointOf("job")).contains(student.checkpoint(published));
        assertThat(student.checkpointOf("half")).isEmpty();
    }

    @Test
    void theRecordOfAJobIsFoundOnOtherMachines() {
        Checkpoint made = CheckpointBuilder.builder()
                .id("id")
                .runId("run")
                .examples(3)
                .steps(List.of())
                .tokensPerSecond(10)
                .seconds(1)
                .build();
        assertThat(student.recordOf("job")).isEmpty();

        trainer.record("job", made);

        assertThat(student.recordOf("job")).contains(made);
    }

    @Test
    void aJobResumesOnAnotherMachineAndItsStatesAreDeleted() throws IOException {
        trainer.states().save("job", state("step-1", "one"));
        trainer.states().save("job", state("step-2", "two"));

        Path fetched =
                student.states().fetch("job", folder.resolve("elsewhere")).orElseThrow();

        assertThat(fetched).isEqualTo(folder.resolve("elsewhere/step-2"));
        assertThat(fetched.resolve("tensors")).hasContent("two");
        assertThat(server.keys("team/run/states/job/"))
                .as("one state and its note")
                .hasSize(3);
        student.states().delete("job");
        assertThat(server.keys("team/run/states/")).isEmpty();
        assertThat(trainer.states().fetch("job", folder.resolve("elsewhere"))).isEmpty();
    }

    @Test
    void aDamagedStateIsIgnored() throws IOException {
        trainer.states().save("job", state("step-1", "one"));
        String sha256 = trainer.states().newest("job").orElseThrow().sha256();
        server.damage("s3://preceptor/team/run/states/job/" + sha256 + "/tensors", "eno");

        assertThat(student.states().fetch("job", folder.resolve("elsewhere"))).isEmpty();
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    private Path state(String name, String content) throws IOException {
        Path state = Files.createDirectories(folder.resolve("work").resolve(name));
        Files.writeString(state.resolve("tensors"), content);
        return state;
    }

    private CheckpointReference publish(String weights) throws IOException {
        Path work = Files.createTempDirectory(folder, "made");
        Files.createDirectories(work.resolve("tokenizer"));
        Files.writeString(work.resolve("model.safetensors"), weights);
        Files.writeString(work.resolve("tokenizer/merges.txt"), "a b");
        CheckpointReference published = trainer.publish("job", 1, work);
        assertThat(work).doesNotExist();
        return published;
    }
}
