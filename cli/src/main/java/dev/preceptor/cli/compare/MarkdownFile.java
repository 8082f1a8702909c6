package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.standalone.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where {@code --markdown} writes the tables; null writes nothing. */
record MarkdownFile(Path file) {

    /**
     * Checks that the file can be written, before any work is done.
     *
     * @throws CommandException if it cannot be written
     */
    MarkdownFile checked() {
        OutputFile.requireWritable("--markdown", file);
        return this;
    }

    void write(String text) {
        if (file == null) {
            return;
        }
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw CommandException.failed("--markdown " + file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
