package dev.preceptor.languagemodel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFolderTest {

    @TempDir
    Path folder;

    @Test
    void whatAKilledProcessLeftAtThePlaceIsDeletedByTheNextSave() throws Exception {
        Path leftOver = leftByAKilledProcess("checkpoint");
        Path ofAnother = leftByAKilledProcess("other");

        WholeFolder.create(folder.resolve("checkpoint"), passing -> Files.writeString(passing.resolve("a"), "x"));

        assertThat(folder.resolve("checkpoint").resolve("a")).hasContent("x");
        assertThat(leftOver).doesNotExist();
        assertThat(ofAnother).exists();
    }

    @Test
    void whatAnotherProcessIsFillingStays() throws Exception {
        Process living = new ProcessBuilder("sleep", "100").start();
        try {
            Path passing = leftBy("checkpoint", living.toHandle());

            WholeFolder.create(folder.resolve("checkpoint"), other -> Files.writeString(other.resolve("a"), "x"));

            assertThat(passing).exists();
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void aFillingThatFailsLeavesNothing() {
        assertThatThrownBy(() -> WholeFolder.create(folder.resolve("checkpoint"), passing -> {
                    Files.writeString(passing.resolve("a"), "x");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("disk full");

        assertThat(folder).isEmptyDirectory();
    }

    /** In a process of its own, which is at its end then. */
    @Test
    void aProcessThatEndsDeletesWhatItIsFilling() throws Exception {
        Process ending = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName(),
                        folder.resolve("checkpoint").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(ending.getInputStream().readAllBytes());

        assertThat(ending.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("abandoned");
        assertThat(folder).isEmptyDirectory();
    }

    /** Fills a folder without end, and abandons it. */
    static final class Ending {

        public static void main(String[] arguments) throws Exception {
            CountDownLatch filling = new CountDownLatch(1);
            Thread thread = new Thread(() -> fillWithoutEnd(Path.of(arguments[0]), filling));
            thread.setDaemon(true);
            thread.start();
            filling.await();
            PassingFolders.abandon();
            System.out.println("abandoned");
            Runtime.getRuntime().halt(0);
        }

        private static void fillWithoutEnd(Path target, CountDownLatch filling) {
            WholeFolder.create(target, passing -> {
                for (int i = 0; ; i++) {
                    Files.writeString(passing.resolve("file-" + i), "x");
                    filling.countDown();
                }
            });
        }
    }

    private Path leftByAKilledProcess(String name) throws Exception {
        Process killed = new ProcessBuilder("sleep", "100").start();
        Path left = leftBy(name, killed.toHandle());
        killed.destroyForcibly().waitFor();
        return left;
    }

    /** As a process of this host names its own. */
    private Path leftBy(String name, ProcessHandle process) throws IOException {
        Path own = PassingFolders.create(folder.resolve(name));
        ProcessHandle self = ProcessHandle.current();
        String theirs = own.getFileName()
                .toString()
                .replace("~" + self.pid() + "~" + start(self) + "~", "~" + process.pid() + "~" + start(process) + "~");
        PassingFolders.delete(own);
        Path left = Files.createDirectories(folder.resolve(theirs));
        Files.writeString(left.resolve("model.safetensors"), "half");
        return left;
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().orElseThrow().getEpochSecond();
    }
}
