package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void replacesAFileAndLeavesNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), "the old and longer text");

        AtomicFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(contents()).containsExactly(file);
    }

    @Test
    void othersMayReadTheFileAsAnyOtherNewFile() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual"));

        AtomicFile.write(folder.resolve("report.json"), "{}");

        assertThat(Files.getPosixFilePermissions(folder.resolve("report.json")))
                .isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aLinkStaysAndTheFileThatItNamesIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("latest.json"), file.getFileName());

        AtomicFile.write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void aDeviceIsWrittenToAndStays() throws IOException {
        // A link in a folder of its own, so that a wrong replacement harms no device of this machine.
        Path device = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));

        AtomicFile.write(device, "text");

        assertThat(device).isSymbolicLink();
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("missing").resolve("report.json"), "{}"))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Stream<Path> contents() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        }
    }
}
