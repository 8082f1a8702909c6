package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.jsonlines.FileText;
import java.nio.file.Path;

/** Reads a text file that the person named. */
public final class TextFile {

    private TextFile() {}

    /**
     * All of it; what is packed with gzip is unpacked.
     *
     * @throws CommandException naming the file, if it is missing, unreadable or no text
     */
    public static String read(Path file) {
        return FileText.read(file, CommandException::badInput);
    }
}
