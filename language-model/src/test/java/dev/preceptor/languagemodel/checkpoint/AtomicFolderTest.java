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

class AtomicFolderTest {

    @TempDir
    Path folder;

    @Test
    void theNextWriteDeletesTheTemporaryFolderOfAKilledProcess() throws Exception {
        Path stale = temporaryFolderOfKilledProcess("checkpoint");
        Path otherTarget = temporaryFolderOfKilledProcess("other");

        AtomicFolder.create(folder.resolve("checkpoint"), temporary -> Files.writeString(temporary.resolve("a"), "x"));

        assertThat(folder.resolve("checkpoint").resolve("a")).hasContent("x");
        assertThat(stale).doesNotExist();
        assertThat(otherTarget).exists();
    }

    @Test
    void theTemporaryFolderOfALivingProcessIsKept() throws Exception {
        Process living = new ProcessBuilder("sleep", "100").start();
        try {
            Path temporary = temporaryFolderOf("checkpoint", living.toHandle());

            AtomicFolder.create(folder.resolve("checkpoint"), other -> Files.writeString(other.resolve("a"), "x"));

            assertThat(temporary).exists();
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void aFailedWriteLeavesNothingBehind() {
        assertThatThrownBy(() -> AtomicFolder.create(folder.resolve("checkpoint"), temporary -> {
                    Files.writeString(temporary.resolve("a"), "x");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("disk full");

        assertThat(folder).isEmptyDirectory();
    }

    /** Runs in a separate process, because deleteAll allows no further writes. */
    @Test
    void aProcessThatExitsDeletesItsTemporaryFolders() throws Exception {
        Process exiting = writingProcess("deletes");
        String output = new String(exiting.getInputStream().readAllBytes());

        assertThat(exiting.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("deleted");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aProcessThatReceivesSigtermDeletesItsTemporaryFolders() throws Exception {
        Process writing = writingProcess("waits");
        assertThat(writing.getInputStream().read()).isEqualTo('w');
        assertThat(folder).isNotEmptyDirectory();

        writing.destroy();

        assertThat(writing.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    private Process writingProcess(String ending) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writing.class.getName(),
                        folder.resolve("checkpoint").toString(),
                        ending)
                .redirectErrorStream(true)
                .start();
    }

    /** Writes a folder endlessly in one thread. Another one deletes it, or waits for a signal. */
    static final class Writing {

        public static void main(String[] arguments) throws Exception {
            CountDownLatch writing = new CountDownLatch(1);
            Thread thread = new Thread(() -> writeEndlessly(Path.of(arguments[0]), writing));
            thread.setDaemon(true);
            thread.start();
            writing.await();
            if (arguments[1].equals("waits")) {
                System.out.println("writing");
                new CountDownLatch(1).await();
            }
            TemporaryFolders.deleteAll();
            System.out.println("deleted");
            Runtime.getRuntime().halt(0);
        }

        private static void writeEndlessly(Path target, CountDownLatch writing) {
            AtomicFolder.create(target, temporary -> {
                for (int i = 0; ; i++) {
                    Files.writeString(temporary.resolve("file-" + i), "x");
                    writing.countDown();
                }
            });
        }
    }

    private Path temporaryFolderOfKilledProcess(String name) throws Exception {
        Process killed = new ProcessBuilder("sleep", "100").start();
        Path left = temporaryFolderOf(name, killed.toHandle());
        killed.destroyForcibly().waitFor();
        return left;
    }

    /** Creates a temporary folder with the name that another process of this host would give it. */
    private Path temporaryFolderOf(String name, ProcessHandle process) throws IOException {
        Path own = TemporaryFolders.create(folder.resolve(name));
        ProcessHandle self = ProcessHandle.current();
        String theirs = own.getFileName()
                .toString()
                .replace("~" + self.pid() + "~" + start(self) + "~", "~" + process.pid() + "~" + start(process) + "~");
        TemporaryFolders.delete(own);
        Path left = Files.createDirectories(folder.resolve(theirs));
        Files.writeString(left.resolve("model.safetensors"), "half");
        return left;
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().orElseThrow().getEpochSecond();
    }
}
