package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The type in which a trained model's weights are written. */
public enum CheckpointType {
    /**
     * That of the model that the training started from, so that a server computes with the checkpoint as with it: what its config.json
     * names, else what most of its weights are stored in. Quantised weights, which nothing is trained to, are written in BFLOAT16.
     */
    BASE,
    FLOAT32,
    BFLOAT16,
    FLOAT16;

    /**
     * By its name in settings: {@code base}, {@code float32}, {@code bfloat16} or {@code float16}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static CheckpointType named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * The type for what was trained from a model.
     *
     * @param base a folder in Hugging Face's layout, or a .gguf file
     * @throws CheckpointException if it cannot be read
     */
    public DataType of(Path base) {
        return switch (this) {
            case FLOAT32 -> DataType.FLOAT32;
            case BFLOAT16 -> DataType.BFLOAT16;
            case FLOAT16 -> DataType.FLOAT16;
            case BASE ->
                Files.isDirectory(base) && ConfigurationReader.namesStoredType(base)
                        ? ModelConfiguration.read(base).storedType()
                        : ofMostWeights(base);
        };
    }

    private static DataType ofMostWeights(Path base) {
        Map<String, Long> sizes = new HashMap<>();
        try (WeightSource source = WeightSource.open(base)) {
            for (String name : source.names()) {
                TensorInfo tensor = source.info(name);
                sizes.merge(tensor.storedType(), tensor.shape().size(), Long::sum);
            }
        }
        String most = sizes.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<String, Long> size) -> size.getValue())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow(() -> new CheckpointException(base + ": has no weights"))
                .getKey();
        return switch (most) {
            case "F32", "F64" -> DataType.FLOAT32;
            case "F16" -> DataType.FLOAT16;
            default -> DataType.BFLOAT16;
        };
    }
}
