package dev.preceptor.cli.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder;

    @Test
    void anOutputThatIsTheInputIsRefusedByAnyPath() throws IOException {
        Path input = Files.writeString(folder.resolve("s.jsonl"), "{}");
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), input);
        Path indirect = folder.resolve("x").resolve("..").resolve("s.jsonl");
        Files.createDirectory(folder.resolve("x"));

        for (Path output : new Path[] {input, link, indirect}) {
            assertThatThrownBy(() -> OutputFile.requireOther("--out", output, "--samples", input))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("--out " + output
                            + ": is the same file as --samples, which would be overwritten; choose another name");
        }
    }

    @Test
    void anotherFileAndNoneAreAccepted() throws IOException {
        Path input = Files.writeString(folder.resolve("s.jsonl"), "{}");
        Path other = Files.writeString(folder.resolve("r.jsonl"), "{}");

        assertThatCode(() -> {
                    OutputFile.requireOther("--out", other, "--samples", input);
                    OutputFile.requireOther("--out", folder.resolve("new.jsonl"), "--samples", input);
                    OutputFile.requireOther("--out", null, "--samples", input);
                    OutputFile.requireOther("--out", other, "--samples", null);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void anOutputThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertRefused(folder, "is a folder; name a file");
        assertRefused(folder.resolve("missing").resolve("r.jsonl"), "cannot be written: its folder does not exist");
        assertRefused(file.resolve("r.jsonl"), "cannot be written: " + file + " is no folder");
    }

    @Test
    void anOutputThatCanBeWrittenIsAccepted() throws IOException {
        Path existing = Files.writeString(folder.resolve("r.jsonl"), "");

        assertThatCode(() -> {
                    OutputFile.requireWritable("--out", existing);
                    OutputFile.requireWritable("--out", folder.resolve("new.jsonl"));
                    OutputFile.requireWritable("--out", Path.of("new.jsonl"));
                    OutputFile.requireWritable("--out", Path.of("/dev/null"));
                    OutputFile.requireWritable("--out", null);
                })
                .doesNotThrowAnyException();
    }

    private static void assertRefused(Path output, String problem) {
        assertThatThrownBy(() -> OutputFile.requireWritable("--out", output))
                .isInstanceOf(CommandException.class)
                .hasMessage("--out " + output + ": " + problem);
    }
}
