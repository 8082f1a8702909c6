package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.JobStateStore;
import dev.preceptor.contracts.event.CheckpointBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StateUploadsTest {

    @TempDir
    Path folder;

    @Test
    void aStateThatItsOwnerDeletesAtOnceIsInTheStore() throws IOException {
        try (StateUploads uploads = uploads(store())) {
            offerAndDelete(uploads, "step-1");

            await(() -> named().equals(Optional.of("step-1")));
        }
        assertThat(folder.resolve("staging")).doesNotExist();
        Path fetched =
                store().states().fetch("job", folder.resolve("elsewhere")).orElseThrow();
        assertThat(fetched.resolve("tensors")).hasContent("step-1");
    }

    @Test
    void noStateIsCopiedMoreOftenThanWanted() throws IOException {
        try (StateUploads uploads = new StateUploads(store(), "job", folder.resolve("staging"), Duration.ofDays(1))) {
            offerAndDelete(uploads, "step-1");
            await(() -> named().isPresent());
            offerAndDelete(uploads, "step-2");
        }
        assertThat(named()).contains("step-1");
    }

    @Test
    void aStoreThatDoesNotAnswerCostsNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("no-folder"));
        try (StateUploads uploads = uploads(new ArtifactStore(file.resolve("store")))) {
            offerAndDelete(uploads, "step-1");
            offerAndDelete(uploads, "step-2");

            assertThat(uploads.isDoneElsewhere()).isFalse();
        }
    }

    @Test
    void theRecordOfTheJobTellsThatAnotherTrainerHasDoneIt() throws IOException {
        store().record(
                        "job",
                        CheckpointBuilder.builder()
                                .id("id")
                                .runId("run")
                                .examples(3)
                                .steps(List.of())
                                .tokensPerSecond(10)
                                .seconds(1)
                                .build());
        try (StateUploads uploads = uploads(store())) {
            offerAndDelete(uploads, "step-1");

            await(uploads::isDoneElsewhere);
        }
        assertThat(named()).isEmpty();
    }

    private void offerAndDelete(StateUploads uploads, String name) throws IOException {
        Path state = Files.createDirectories(folder.resolve("work").resolve(name));
        Files.writeString(state.resolve("tensors"), name);
        uploads.offer(state);
        Files.delete(state.resolve("tensors"));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private Optional<String> named() {
        return store().states().newest("job").map(JobStateStore.Saved::name);
    }

    private StateUploads uploads(ArtifactStore store) {
        return new StateUploads(store, "job", folder.resolve("staging"), Duration.ZERO);
    }

    private ArtifactStore store() {
        return new ArtifactStore(folder.resolve("store"));
    }
}
