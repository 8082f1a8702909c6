package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is trained, how and on what: hashes that tell whether a saved state belongs to a training.
 *
 * @param format the number of the way in which the hashes are computed; 0 in states of versions that had no number
 * @param model its shape, and each weight file's size and first mebibyte: not all of what may be many gigabytes
 * @param options all that changes the result
 * @param examples their tokens, in their order
 */
record TrainingFingerprint(int format, String model, String options, String examples) {

    /** Increase it with each change of what is hashed: hashes of different formats cannot be compared. */
    static final int FORMAT = 1;

    private static final int BEGINNING = 1 << 20;
    private static final int ANY = FineTuningOptions.defaults().microBatchTokens();

    static TrainingFingerprint of(Path model, FineTuningOptions options, List<TrainingSequence> examples) {
        String deciding = options.withThreads(0)
                .withActivations(null)
                .withMicroBatchTokens(ANY)
                .toString();
        MessageDigest tokens = Sha256.digest();
        for (TrainingSequence example : examples) {
            add(tokens, example.promptIds());
            add(tokens, example.completionIds());
        }
        MessageDigest settings = Sha256.digest();
        settings.update(deciding.getBytes(StandardCharsets.UTF_8));
        return new TrainingFingerprint(FORMAT, hashOf(model), Sha256.hex(settings), Sha256.hex(tokens));
    }

    /** Whether the hashes of the other can be compared with these. */
    boolean comparable(TrainingFingerprint other) {
        return format == other.format;
    }

    /** What another training differs in, in words; null where it is the same. */
    String difference(TrainingFingerprint other) {
        if (!model.equals(other.model)) {
            return "another model";
        }
        if (!options.equals(other.options)) {
            return "other options";
        }
        return examples.equals(other.examples) ? null : "other examples";
    }

    private static String hashOf(Path model) {
        MessageDigest digest = Sha256.digest();
        digest.update(ModelConfiguration.read(model).toString().getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.isDirectory(model) ? Files.list(model) : Stream.of(model)) {
            List<Path> weights = files.filter(file -> file.toString().endsWith(".safetensors") || file.equals(model))
                    .sorted()
                    .toList();
            for (Path file : weights) {
                digest.update(Long.toString(Files.size(file)).getBytes(StandardCharsets.UTF_8));
                digest.update(beginning(file));
            }
        } catch (IOException e) {
            throw new CheckpointException(model + ": cannot be read: " + e.getMessage(), e);
        }
        return Sha256.hex(digest);
    }

    private static byte[] beginning(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] beginning = new byte[(int) Math.min(BEGINNING, bytes.length())];
            bytes.readFully(beginning);
            return beginning;
        }
    }

    private static void add(MessageDigest digest, int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (ids.length + 1)).putInt(ids.length);
        for (int id : ids) {
            bytes.putInt(id);
        }
        digest.update(bytes.flip());
    }
}
