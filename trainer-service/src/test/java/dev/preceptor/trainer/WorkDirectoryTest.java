package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    Path root;

    @Test
    void whatIsLeftOfJobsThatAreDoneIsDeletedAndNothingElse() throws IOException {
        WorkDirectory work = new WorkDirectory(root);
        for (String job : new String[] {"done", "open"}) {
            Files.writeString(
                    Files.createDirectories(work.folder(job).resolve("step-1")).resolve("tensors"), "x");
            Files.createFile(work.lock(job));
        }

        work.clear("done"::equals);

        assertThat(root.toFile().list()).containsExactlyInAnyOrder("open", "open.lock");
    }

    @Test
    void aFirstJobFindsNoDirectory() {
        new WorkDirectory(root.resolve("none")).clear(job -> true);

        assertThat(root.resolve("none")).doesNotExist();
    }
}
