package dev.preceptor.teacher.budget;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A temporary file with the texts of paid answers, so that memory holds only their positions. The log holds the texts too, so the
 * file ends with the process. Not thread-safe.
 */
final class AnswerFile {

    private static final Logger LOG = Logger.getLogger(AnswerFile.class);

    private final Path folder;
    // Not a FileChannel: interrupting a thread that uses one closes it for all threads.
    private RandomAccessFile file;
    private boolean warned;

    /**
     * The position of a text in the file.
     *
     * @param length in bytes
     */
    record Position(long offset, int length) {}

    /** @param folder where the file is created when the first text is written */
    AnswerFile(Path folder) {
        this.folder = folder;
    }

    /** A file in the folder that {@code java.io.tmpdir} names. */
    static AnswerFile temporary() {
        return new AnswerFile(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Appends a text. Empty where that fails, for instance on a full disk; the first failure is logged. */
    Optional<Position> write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            RandomAccessFile end = file();
            Position position = new Position(end.length(), bytes.length);
            end.seek(position.offset());
            end.write(bytes);
            return Optional.of(position);
        } catch (IOException e) {
            if (!warned) {
                warned = true;
                LOG.warnf("%s: answers are kept in memory; -Djava.io.tmpdir names another folder", unusable(e));
            }
            return Optional.empty();
        }
    }

    /** @throws LedgerUnavailableException if the text cannot be read */
    String read(Position position) {
        byte[] bytes = new byte[position.length()];
        try {
            file().seek(position.offset());
            file().readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LedgerUnavailableException(unusable(e), e);
        }
    }

    private RandomAccessFile file() throws IOException {
        if (file == null) {
            Path path = Files.createTempFile(folder, "preceptor-answers-", ".txt");
            file = new RandomAccessFile(path.toFile(), "rw");
            // The open file stays usable, and its space is freed however this process ends.
            Files.delete(path);
        }
        return file;
    }

    private String unusable(IOException cause) {
        return "the file of paid answers in " + folder + " cannot be used, " + cause;
    }
}
