package dev.preceptor.teacher.budget;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The texts of answers, in a file of this process's own; memory holds where each one lies. The log has them too, so that the
 * file is gone with the process. Not safe for threads.
 */
final class AnswerTexts {

    private static final Logger LOG = Logger.getLogger(AnswerTexts.class);

    private final Path folder;
    // No channel: a thread that is interrupted would close it for all.
    private RandomAccessFile file;
    private boolean told;

    /** Where a text lies. */
    record Place(long at, int bytes) {}

    /** @param folder where the file is made, once there is a text */
    AnswerTexts(Path folder) {
        this.folder = folder;
    }

    static AnswerTexts temporary() {
        return new AnswerTexts(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Empty where it cannot be written, which is said once: a disk that is full is no reason to stop. */
    Optional<Place> keep(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            RandomAccessFile end = file();
            Place place = new Place(end.length(), bytes.length);
            end.seek(place.at());
            end.write(bytes);
            return Optional.of(place);
        } catch (IOException e) {
            if (!told) {
                told = true;
                LOG.warnf("%s: answers are kept in memory; -Djava.io.tmpdir names another folder", unusable(e));
            }
            return Optional.empty();
        }
    }

    /** @throws LedgerUnavailableException if it cannot be read */
    String text(Place place) {
        byte[] bytes = new byte[place.bytes()];
        try {
            file().seek(place.at());
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
            // It lives on for as long as it is open, however this process ends.
            Files.delete(path);
        }
        return file;
    }

    private String unusable(IOException cause) {
        return "the file of paid answers in " + folder + " cannot be used, " + cause;
    }
}
