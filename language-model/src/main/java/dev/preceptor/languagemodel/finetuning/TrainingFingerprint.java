package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.Sha256;
import dev.preceptor.languagemodel.network.SoftTargets;
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
 * The identity of a training: hashes of the model, the options and the examples. They tell whether a saved state belongs to a
 * training.
 *
 * @param format the version of the computation of the hashes; 0 in states of versions without this field
 * @param model the hash of the configuration of the model, and of the size and the first mebibyte of each weight file. Hashing
 *     whole files of many gigabytes would take too long
 * @param options the hash of the options that change the result
 * @param examples the hash of the tokens and the soft targets of all examples, in their order
 */
record TrainingFingerprint(int format, String model, String options, String examples) {

    /** Increase this with every change of the hashed data, which includes the names of hashed records and their components. */
    static final int FORMAT = 2;

    private static final int PREFIX_BYTES = 1 << 20;
    private static final int DEFAULT_MICRO_BATCH_TOKENS =
            FineTuningOptions.defaults().microBatchTokens();

    static TrainingFingerprint of(Path model, FineTuningOptions options, List<TrainingSequence> examples) {
        String relevantOptions = options.withThreads(0)
                .withActivations(null)
                .withMicroBatchTokens(DEFAULT_MICRO_BATCH_TOKENS)
                .toString();
        MessageDigest tokens = Sha256.digest();
        for (TrainingSequence example : examples) {
            add(tokens, example.promptIds());
            add(tokens, example.completionIds());
            if (example.soft() != null) {
                add(tokens, example.soft());
            }
        }
        MessageDigest settings = Sha256.digest();
        settings.update(relevantOptions.getBytes(StandardCharsets.UTF_8));
        return new TrainingFingerprint(FORMAT, modelHash(model), Sha256.hex(settings), Sha256.hex(tokens));
    }

    /** Returns whether the other fingerprint has the same format. */
    boolean isComparableTo(TrainingFingerprint other) {
        return format == other.format;
    }

    /** Returns the difference from another training in words, or null if there is none. */
    String difference(TrainingFingerprint other) {
        if (!model.equals(other.model)) {
            return "another model";
        }
        if (!options.equals(other.options)) {
            return "other options";
        }
        return examples.equals(other.examples) ? null : "other examples";
    }

    private static String modelHash(Path model) {
        MessageDigest digest = Sha256.digest();
        digest.update(ModelConfiguration.read(model).toString().getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.isDirectory(model) ? Files.list(model) : Stream.of(model)) {
            List<Path> weights = files.filter(file -> file.toString().endsWith(".safetensors") || file.equals(model))
                    .sorted()
                    .toList();
            for (Path file : weights) {
                digest.update(Long.toString(Files.size(file)).getBytes(StandardCharsets.UTF_8));
                digest.update(prefix(file));
            }
        } catch (IOException e) {
            throw new CheckpointException(model + ": cannot be read: " + e.getMessage(), e);
        }
        return Sha256.hex(digest);
    }

    private static byte[] prefix(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] prefix = new byte[(int) Math.min(PREFIX_BYTES, bytes.length())];
            bytes.readFully(prefix);
            return prefix;
        }
    }

    private static void add(MessageDigest digest, SoftTargets soft) {
        add(digest, new int[] {soft.first(), soft.tokens()});
        add(digest, soft.ids());
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * soft.logProbabilities().length);
        for (float value : soft.logProbabilities()) {
            bytes.putFloat(value);
        }
        digest.update(bytes.flip());
    }

    private static void add(MessageDigest digest, int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (ids.length + 1)).putInt(ids.length);
        for (int id : ids) {
            bytes.putInt(id);
        }
        digest.update(bytes.flip());
    }
}
