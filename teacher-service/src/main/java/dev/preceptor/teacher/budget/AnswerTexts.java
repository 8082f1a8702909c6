package dev.preceptor.teacher.budget;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The texts of answers, in a file of this process's own under {@code java.io.tmpdir}; memory holds where each one lies. The log
 * has them too, so that the file is gone with the process. Not safe for threads.
 */
final class AnswerTexts {

    private FileChannel file;
    private long end;

    /** Where a text lies. */
    record Place(long at, int bytes) {}

    /** @throws LedgerUnavailableException if it cannot be written */
    Place keep(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Place place = new Place(end, bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                end += file().write(bytes, end);
            }
            return place;
        } catch (IOException e) {
            throw unusable("written", e);
        }
    }

    /** @throws LedgerUnavailableException if it cannot be read */
    String text(Place place) {
        ByteBuffer bytes = ByteBuffer.allocate(place.bytes());
        try {
            while (bytes.hasRemaining()) {
                if (file().read(bytes, place.at() + bytes.position()) < 0) {
                    throw new IOException("it was cut off");
                }
            }
            return new String(bytes.array(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unusable("read", e);
        }
    }

    /** Made when first needed: a teacher that is not paid needs none. */
    private FileChannel file() throws IOException {
        if (file == null) {
            Path path = Files.createTempFile("preceptor-answers-", ".txt");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }
        return file;
    }

    private static LedgerUnavailableException unusable(String how, IOException cause) {
        return new LedgerUnavailableException(
                "the file of paid answers in " + System.getProperty("java.io.tmpdir") + " cannot be " + how + ": "
                        + cause.getMessage() + "; -Djava.io.tmpdir names another folder",
                cause);
    }
}
