package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The data type in which the weights of a trained model are saved. */
public enum CheckpointType {
    /**
     * The type of the base model, so that a server handles the checkpoint like the base: the type that config.json names, or
     * else the type of most weights. BFLOAT16 if the base is quantised.
     */
    BASE,
    FLOAT32,
    BFLOAT16,
    FLOAT16;

    /**
     * Returns the type with a name in settings: {@code base}, {@code float32}, {@code bfloat16} or {@code float16}.
     *
     * @throws IllegalArgumentException if no type has that name
     */
    public static CheckpointType named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * Returns the data type for a model that was trained from a base model.
     *
     * @param base a folder in Hugging Face's layout, or a .gguf file
     * @throws CheckpointException if the base cannot be read
     */
    public DataType of(Path base) {
        return switch (this) {
            case FLOAT32 -> DataType.FLOAT32;
            case BFLOAT16 -> DataType.BFLOAT16;
            case FLOAT16 -> DataType.FLOAT16;
            case BASE ->
                Files.isDirectory(base) && ConfigurationReader.namesStoredType(base)
                        ? ModelConfiguration.read(base).storedType()
                        : mostFrequentType(base);
        };
    }

    private static DataType mostFrequentType(Path base) {
        Map<String, Long> sizes = new HashMap<>();
        try (WeightSource source = WeightSource.open(base)) {
            for (String name : source.names()) {
                TensorInfo tensor = source.info(name);
                sizes.merge(tensor.storedType(), tensor.shape().size(), Long::sum);
            }
        }
        String mostFrequent = sizes.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<String, Long> size) -> size.getValue())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow(() -> new CheckpointException(base + ": has no weights"))
                .getKey();
        return switch (mostFrequent) {
            case "F32", "F64" -> DataType.FLOAT32;
            case "F16" -> DataType.FLOAT16;
            default -> DataType.BFLOAT16;
        };
    }
}
