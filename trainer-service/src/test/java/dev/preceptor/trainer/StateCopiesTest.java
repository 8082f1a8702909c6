package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.JobStates;
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
class StateCopiesTest {

    @TempDir
    Path folder;

    @Test
    void aStateThatItsOwnerDeletesAtOnceIsInTheStore() throws IOException {
        try (StateCopies copies = copies(store())) {
            offerAndDelete(copies, "step-1");

            await(() -> named().equals(Optional.of("step-1")));
        }
        assertThat(folder.resolve("copied")).doesNotExist();
        Path fetched =
                store().states().fetch("job", folder.resolve("elsewhere")).orElseThrow();
        assertThat(fetched.resolve("tensors")).hasContent("step-1");
    }

    @Test
    void noStateIsCopiedMoreOftenThanWanted() throws IOException {
        try (StateCopies copies = new StateCopies(store(), "job", folder.resolve("copied"), Duration.ofDays(1))) {
            offerAndDelete(copies, "step-1");
            await(() -> named().isPresent());
            offerAndDelete(copies, "step-2");
        }
        assertThat(named()).contains("step-1");
    }

    @Test
    void aStoreThatDoesNotAnswerCostsNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("no-folder"));
        try (StateCopies copies = copies(new ArtifactStore(file.resolve("store")))) {
            offerAndDelete(copies, "step-1");
            offerAndDelete(copies, "step-2");

            assertThat(copies.isDoneElsewhere()).isFalse();
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
        try (StateCopies copies = copies(store())) {
            offerAndDelete(copies, "step-1");

            await(copies::isDoneElsewhere);
        }
        assertThat(named()).isEmpty();
    }

    private void offerAndDelete(StateCopies copies, String name) throws IOException {
        Path state = Files.createDirectories(folder.resolve("work").resolve(name));
        Files.writeString(state.resolve("tensors"), name);
        copies.offer(state);
        Files.delete(state.resolve("tensors"));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private Optional<String> named() {
        return store().states().newest("job").map(JobStates.Saved::name);
    }

    private StateCopies copies(ArtifactStore store) {
        return new StateCopies(store, "job", folder.resolve("copied"), Duration.ZERO);
    }

    private ArtifactStore store() {
        return new ArtifactStore(folder.resolve("store"));
    }
}
