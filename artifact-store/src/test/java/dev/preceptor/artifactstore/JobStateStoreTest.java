package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStateStoreTest {

    @TempDir
    Path folder;

    @Test
    void theNewestStateIsFetchedAndThePreviousOneDeleted() throws IOException {
        states().save("job", state("step-1", "one"));
        states().save("job", state("step-2", "two"));

        assertThat(states().newest("job").orElseThrow().name()).isEqualTo("step-2");
        Path fetched = states().fetch("job", folder.resolve("elsewhere")).orElseThrow();

        assertThat(fetched).isEqualTo(folder.resolve("elsewhere/step-2"));
        assertThat(fetched.resolve("tensors")).hasContent("two");
        assertThat(folder.resolve("store/states/job").toFile().list()).hasSize(2);
    }

    @Test
    void laterChangesOfTheLocalFolderDoNotChangeTheStoredState() throws IOException {
        Path state = state("step-1", "one");
        states().save("job", state);
        FolderOperations.delete(state);

        assertThat(states().fetch("job", folder.resolve("elsewhere"))
                        .orElseThrow()
                        .resolve("tensors"))
                .hasContent("one");
    }

    @Test
    void equalStatesOfTwoTrainersAreStoredOnce() throws IOException {
        states().save("job", state("step-1", "one"));
        states().save("job", state("step-1", "one"));

        assertThat(states().fetch("job", folder.resolve("elsewhere"))).isPresent();
    }

    @Test
    void aJobWithoutAStateHasNone() {
        assertThat(states().fetch("job", folder.resolve("elsewhere"))).isEmpty();
    }

    @Test
    void aDamagedStateIsIgnored() throws IOException {
        states().save("job", state("step-1", "one"));
        Path kept = folder.resolve("store/states/job")
                .resolve(states().newest("job").orElseThrow().sha256());
        Files.delete(kept.resolve("tensors"));

        assertThat(states().fetch("job", folder.resolve("elsewhere"))).isEmpty();
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void deleteRemovesAllStatesOfAJob() throws IOException {
        states().save("job", state("step-1", "one"));
        states().save("other", state("step-1", "one"));

        states().delete("job");
        states().delete("never");

        assertThat(folder.resolve("store/states").toFile().list()).containsExactly("other");
    }

    private JobStateStore states() {
        return new ArtifactStore(folder.resolve("store")).states();
    }

    private Path state(String name, String content) throws IOException {
        Path state = Files.createDirectories(folder.resolve("work").resolve(name));
        Files.writeString(state.resolve("tensors"), content);
        return state;
    }
}
