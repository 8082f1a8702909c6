package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {

    private static final long MAX_BYTES = 100_000;

    @TempDir
    Path root;

    @Test
    void theLeastRecentlyUsedFoldersAreEvicted() throws IOException {
        earlierProcess("oldest", Duration.ofHours(5));
        earlierProcess("old", Duration.ofHours(3));
        earlierProcess("recent", Duration.ofMinutes(5));

        new ArtifactCache(root, MAX_BYTES).folder("new", folder -> fill(folder, 40_000));

        assertThat(root.resolve("oldest")).doesNotExist();
        assertThat(root.resolve("old")).doesNotExist();
        assertThat(root.resolve("recent")).exists();
        assertThat(root.resolve("new")).exists();
    }

    @Test
    void aRecentlyRequestedFolderIsKept() throws IOException {
        ArtifactCache cache = new ArtifactCache(root, MAX_BYTES);
        Path first = cache.folder("first", folder -> fill(folder, 90_000));
        Files.setLastModifiedTime(first, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        cache.folder("second", folder -> fill(folder, 90_000));

        assertThat(first).exists();
    }

    @Test
    void onlyTheLastRequestedFoldersAreKept() throws IOException {
        ArtifactCache cache = new ArtifactCache(root, MAX_BYTES);
        for (int i = 0; i < 40; i++) {
            Path requested = cache.folder("requested-" + i, folder -> fill(folder, 40_000));
            Files.setLastModifiedTime(requested, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }

        assertThat(root.toFile().list()).hasSizeLessThan(20).contains("requested-39", "requested-30");
    }

    @Test
    void aFailedWriteLeavesNothingBehind() {
        ArtifactCache cache = new ArtifactCache(root, MAX_BYTES);

        assertThatThrownBy(() -> cache.folder("broken", folder -> {
                    fill(folder, 10);
                    throw new IOException("no space left on device");
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("no space left on device");
        assertThat(root).isEmptyDirectory();
    }

    private void earlierProcess(String name, Duration ago) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        fill(folder, 40_000);
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(ago)));
    }

    private static void fill(Path folder, int bytes) throws IOException {
        Files.write(folder.resolve("weights"), new byte[bytes]);
    }
}
