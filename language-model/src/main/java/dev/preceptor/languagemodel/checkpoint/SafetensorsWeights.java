package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The weights of a Hugging Face folder: model.safetensors, or the shards listed in model.safetensors.index.json. */
final class SafetensorsWeights implements WeightSource {

    static final String SINGLE_FILE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** The file that contains a tensor, and the name of the tensor in that file. */
    private record Location(SafetensorsFile file, String name) {}

    private final Path folder;
    private final Map<String, SafetensorsFile> files = new HashMap<>();
    private final Map<String, Location> locations = new TreeMap<>();

    private SafetensorsWeights(Path folder) {
        this.folder = folder;
    }

    static SafetensorsWeights open(Path folder) {
        SafetensorsWeights weights = new SafetensorsWeights(folder);
        try {
            weights.openFiles();
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private void openFiles() {
        if (Files.exists(folder.resolve(SINGLE_FILE))) {
            SafetensorsFile file = openFile(SINGLE_FILE);
            file.names().forEach(name -> addTensor(file, name));
        } else if (Files.exists(folder.resolve(INDEX))) {
            JsonFields map = JsonFields.read(folder.resolve(INDEX)).object("weight_map");
            for (Map.Entry<String, JsonNode> entry : map.node().properties()) {
                String name = entry.getValue().asText();
                if (!name.matches("[\\w.-]+\\.safetensors")) {
                    throw map.invalid(entry.getKey(), "is not the name of a safetensors file in the folder: " + name);
                }
                SafetensorsFile file = openFile(name);
                if (!file.names().contains(entry.getKey())) {
                    throw map.invalid(entry.getKey(), "is not in " + name);
                }
                addTensor(file, entry.getKey());
            }
        } else {
            throw new CheckpointException(folder + ": " + describeMissingWeights());
        }
    }

    private String describeMissingWeights() {
        boolean pickled = Files.exists(folder.resolve("pytorch_model.bin"))
                || Files.exists(folder.resolve("pytorch_model.bin.index.json"));
        return pickled
                ? "the weights are " + PickledWeights.ADVICE
                : "no weights: neither " + SINGLE_FILE + " nor " + INDEX;
    }

    private SafetensorsFile openFile(String name) {
        return files.computeIfAbsent(name, key -> SafetensorsFile.open(folder.resolve(key)));
    }

    private void addTensor(SafetensorsFile file, String name) {
        locations.put(currentName(name), new Location(file, name));
    }

    /** Adds the prefix {@code transformer.}, which the first GPT-2 checkpoints lack. */
    private static String currentName(String name) {
        return name.matches("(wte|wpe|h|ln_f)\\..*") ? "transformer." + name : name;
    }

    private Location location(String name) {
        Location location = locations.get(name);
        if (location == null) {
            Path listing = folder.resolve(Files.exists(folder.resolve(SINGLE_FILE)) ? SINGLE_FILE : INDEX);
            throw new CheckpointException(listing + ": there is no tensor " + name);
        }
        return location;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(locations.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        Location location = location(name);
        TensorInfo info = location.file().info(location.name());
        return new TensorInfo(name, info.storedType(), info.shape());
    }

    @Override
    public Path file(String name) {
        Location location = location(name);
        return location.file().file(location.name());
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        Location location = location(name);
        return location.file().read(manager, location.name(), type);
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
    }
}
