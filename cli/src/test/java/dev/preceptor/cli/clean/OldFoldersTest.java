package dev.preceptor.cli.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldFoldersTest {

    @TempDir
    Path runs;

    @Test
    void thoseOfLongAgoThatNobodyUsesGoAndNoOthers() throws IOException {
        dataDirectory("old", Duration.ofDays(40));
        Path used = dataDirectory("old-and-used", Duration.ofDays(40));
        dataDirectory("new", Duration.ofDays(1));
        Files.createDirectories(runs.resolve("not-a-run"));
        Files.setLastModifiedTime(runs.resolve("not-a-run"), ago(Duration.ofDays(40)));

        try (FileChannel channel = FileChannel.open(used.resolve("kafka/in-use.lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(new OldFolders(runs).usedBefore(Instant.now().minus(Duration.ofDays(30))))
                    .singleElement()
                    .satisfies(old -> {
                        assertThat(old.folder()).isEqualTo(runs.resolve("old"));
                        assertThat(old.bytes()).isPositive();
                        OldFolders.delete(old);
                    });
        }

        assertThat(runs.toFile().list()).containsExactlyInAnyOrder("old-and-used", "new", "not-a-run");
        assertThat(new OldFolders(runs.resolve("none")).usedBefore(Instant.now()))
                .isEmpty();
    }

    private Path dataDirectory(String name, Duration ago) throws IOException {
        Path folder = Files.createDirectories(runs.resolve(name));
        Files.createDirectories(folder.resolve("kafka"));
        Files.writeString(folder.resolve("kafka/in-use.lock"), "");
        Files.writeString(folder.resolve("preceptor.log"), "log");
        Files.setLastModifiedTime(folder.resolve("preceptor.log"), ago(ago));
        return folder;
    }

    private static FileTime ago(Duration time) {
        return FileTime.from(Instant.now().minus(time));
    }
}
