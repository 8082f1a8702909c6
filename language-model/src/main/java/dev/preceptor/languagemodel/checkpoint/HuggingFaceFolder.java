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

/** Writes a model as a folder in Hugging Face's layout, which transformers, vLLM and llama.cpp's converter read. */
public final class HuggingFaceFolder {

    /** The size above which weights are spread over several files. */
    private static final long GREATEST_WEIGHT_FILE = 5_000_000_000L;

    private static final ObjectWriter PRETTY = JsonFields.MAPPER.writerWithDefaultPrettyPrinter();

    private HuggingFaceFolder() {}

    /**
     * Writes a model's folder, whole or not at all: config.json, generation_config.json, the weights as safetensors and the
     * tokenizer's files.
     *
     * @param target a folder that does not exist yet, or is empty
     * @param configuration written as it is; its {@code storedType} is the type of the weights in the file
     * @param tensors by their Hugging Face names, made one after the other. With tied embeddings {@code lm_head.weight} is left
     *     out, as transformers does
     * @param tokenizerFiles contents by file name
     * @return the folder and the SHA-256 of each weight file
     * @throws CheckpointException if the target is taken or cannot be written; nothing is left behind then
     */
    public static SavedCheckpoint write(
            Path target,
            ModelConfiguration configuration,
            Map<String, PendingTensor> tensors,
            Map<String, byte[]> tokenizerFiles) {
        return write(target, configuration, tensors, tokenizerFiles, GREATEST_WEIGHT_FILE);
    }

    static SavedCheckpoint write(
            Path target,
            ModelConfiguration configuration,
            Map<String, PendingTensor> tensors,
            Map<String, byte[]> tokenizerFiles,
            long greatestWeightFile) {
        Map<String, PendingTensor> stored = new TreeMap<>(tensors);
        if (configuration.tiedEmbeddings()) {
            stored.remove("lm_head.weight");
        }
        if (stored.isEmpty()) {
            throw new IllegalArgumentException("a checkpoint without tensors");
        }
        return WholeFolder.create(target, folder -> {
            json(folder.resolve("config.json"), ConfigurationWriter.configuration(configuration));
            json(folder.resolve("generation_config.json"), ConfigurationWriter.generation(configuration));
            for (Map.Entry<String, byte[]> file : tokenizerFiles.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            Precision precision = Precision.of(configuration.storedType());
            return new SavedCheckpoint(target, weights(folder, stored, precision, greatestWeightFile));
        });
    }

    private static List<SavedCheckpoint.WeightFile> weights(
            Path folder, Map<String, PendingTensor> tensors, Precision precision, long greatest) throws IOException {
        List<Map<String, PendingTensor>> shards = shards(tensors, precision, greatest);
        if (shards.size() == 1) {
            return List.of(
                    SafetensorsWriter.write(folder.resolve(SafetensorsWeights.SINGLE), shards.get(0), precision));
        }
        ObjectNode index = JsonFields.MAPPER.createObjectNode();
        long total = tensors.values().stream()
                .mapToLong(tensor -> SafetensorsWriter.bytes(tensor, precision))
                .sum();
        index.putObject("metadata").put("total_size", total);
        ObjectNode map = index.putObject("weight_map");
        List<SavedCheckpoint.WeightFile> files = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            files.add(SafetensorsWriter.write(folder.resolve(name), shards.get(i), precision));
            shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
        }
        json(folder.resolve(SafetensorsWeights.INDEX), index);
        return files;
    }

    private static List<Map<String, PendingTensor>> shards(
            Map<String, PendingTensor> tensors, Precision precision, long greatest) {
        List<Map<String, PendingTensor>> shards = new ArrayList<>();
        long size = Long.MAX_VALUE;
        for (Map.Entry<String, PendingTensor> tensor : tensors.entrySet()) {
            long bytes = SafetensorsWriter.bytes(tensor.getValue(), precision);
            if (size > greatest - bytes) {
                shards.add(new TreeMap<>());
                size = 0;
            }
            shards.get(shards.size() - 1).put(tensor.getKey(), tensor.getValue());
            size += bytes;
        }
        return shards;
    }

    static void json(Path file, ObjectNode content) throws IOException {
        Files.writeString(file, PRETTY.writeValueAsString(content) + "\n");
    }
}
