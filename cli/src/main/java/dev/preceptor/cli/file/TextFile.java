package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads a text file that the person named. */
public final class TextFile {

    private TextFile() {}

    /**
     * All of it; a {@code .gz} is unpacked.
     *
     * @throws CommandException naming the file, if it is missing, unreadable or no text
     */
    public static String read(Path file) {
        try {
            return file.toString().endsWith(".gz") ? unpacked(file) : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw CommandException.badInput(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw CommandException.badInput(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw CommandException.badInput(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String unpacked(Path file) throws IOException {
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(file))) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(packed.readAllBytes()))
                    .toString();
        }
    }

    /** The lines of {@link #read(Path)}. */
    public static List<String> readLines(Path file) {
        return read(file).lines().toList();
    }
}
