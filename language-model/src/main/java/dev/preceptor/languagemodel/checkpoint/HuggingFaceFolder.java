package dev.preceptor.languagemodel.checkpoint;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a model to a folder in Hugging Face's layout, which transformers, vLLM and llama.cpp's converter read. */
public final class HuggingFaceFolder {

    /** The maximum size of one weight file. Larger models are sharded. */
    private static final long MAX_SHARD_BYTES = 5_000_000_000L;

    private static final ObjectWriter PRETTY = JsonFields.MAPPER.writerWithDefaultPrettyPrinter();

    private HuggingFaceFolder() {}

    /**
     * Writes config.json, generation_config.json, the weights as safetensors, and the files of the tokenizer. The folder
     * appears atomically.
     *
     * @param target a folder that does not exist or is empty
     * @param configuration the configuration of the model; its {@code storedType} is the type of the weights in the file
     * @param tensors the weights by Hugging Face name, computed one after the other. With tied embeddings
     *     {@code lm_head.weight} is omitted, as in transformers
     * @param tokenizerFiles the contents of the tokenizer's files by file name
     * @return the folder and the SHA-256 of each weight file
     * @throws CheckpointException if the target is not empty or cannot be written; nothing is left behind
     */
    public static SavedCheckpoint write(
            Path target,
            ModelConfiguration configuration,
            Map<String, LazyTensor> tensors,
            Map<String, byte[]> tokenizerFiles) {
        return write(target, configuration, tensors, tokenizerFiles, MAX_SHARD_BYTES);
    }

    static SavedCheckpoint write(
            Path target,
            ModelConfiguration configuration,
            Map<String, LazyTensor> tensors,
            Map<String, byte[]> tokenizerFiles,
            long maxShardBytes) {
        Map<String, LazyTensor> stored = new TreeMap<>(tensors);
        if (configuration.tiedEmbeddings()) {
            stored.remove("lm_head.weight");
        }
        if (stored.isEmpty()) {
            throw new IllegalArgumentException("a checkpoint needs at least one tensor");
        }
        return AtomicFolder.create(target, folder -> {
            writeJson(folder.resolve("config.json"), ConfigurationWriter.configuration(configuration));
            writeJson(folder.resolve("generation_config.json"), ConfigurationWriter.generation(configuration));
            for (Map.Entry<String, byte[]> file : tokenizerFiles.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            FloatFormat format = FloatFormat.of(configuration.storedType());
            return new SavedCheckpoint(target, weights(folder, stored, format, maxShardBytes));
        });
    }

    private static List<SavedCheckpoint.WeightFile> weights(
            Path folder, Map<String, LazyTensor> tensors, FloatFormat format, long maxBytes) throws IOException {
        List<Map<String, LazyTensor>> shards = shards(tensors, format, maxBytes);
        if (shards.size() == 1) {
            return List.of(
                    SafetensorsWriter.write(folder.resolve(SafetensorsWeights.SINGLE_FILE), shards.get(0), format));
        }
        ObjectNode index = JsonFields.MAPPER.createObjectNode();
        long total = tensors.values().stream()
                .mapToLong(tensor -> SafetensorsWriter.bytes(tensor, format))
                .sum();
        index.putObject("metadata").put("total_size", total);
        ObjectNode map = index.putObject("weight_map");
        List<SavedCheckpoint.WeightFile> files = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            files.add(SafetensorsWriter.write(folder.resolve(name), shards.get(i), format));
            shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
        }
        writeJson(folder.resolve(SafetensorsWeights.INDEX), index);
        return files;
    }

    private static List<Map<String, LazyTensor>> shards(
            Map<String, LazyTensor> tensors, FloatFormat format, long maxBytes) {
        List<Map<String, LazyTensor>> shards = new ArrayList<>();
        long size = Long.MAX_VALUE;
        for (Map.Entry<String, LazyTensor> tensor : tensors.entrySet()) {
            long bytes = SafetensorsWriter.bytes(tensor.getValue(), format);
            if (size > maxBytes - bytes) {
                shards.add(new TreeMap<>());
                size = 0;
            }
            shards.get(shards.size() - 1).put(tensor.getKey(), tensor.getValue());
            size += bytes;
        }
        return shards;
    }

    static void writeJson(Path file, ObjectNode content) throws IOException {
        Files.writeString(file, PRETTY.writeValueAsString(content) + "\n");
    }
}
