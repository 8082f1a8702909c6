package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.jsonlines.FileText;
import java.nio.file.Path;

/** Reads a text file that is named on the command line. */
public final class TextFile {

    private TextFile() {}

    /**
     * Returns the whole text. A gzip file is decompressed.
     *
     * @throws CommandException naming the file, if it is missing, unreadable or not text
     */
    public static String read(Path file) {
        return FileText.read(file, CommandException::badInput);
    }
}
