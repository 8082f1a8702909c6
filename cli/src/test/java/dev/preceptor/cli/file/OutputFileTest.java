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
}
