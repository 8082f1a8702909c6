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

/** The weights of a Hugging Face folder: model.safetensors, or the shards that model.safetensors.index.json lists. */
final class SafetensorsWeights implements WeightSource {

    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Of a tensor: the file that holds it, and its name in there. */
    private record Place(SafetensorsFile file, String name) {}

    private final Path folder;
    private final Map<String, SafetensorsFile> files = new HashMap<>();
    private final Map<String, Place> places = new TreeMap<>();

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
        if (Files.exists(folder.resolve(SINGLE))) {
            SafetensorsFile file = opened(SINGLE);
            file.names().forEach(name -> place(file, name));
        } else if (Files.exists(folder.resolve(INDEX))) {
            JsonFields map = JsonFields.read(folder.resolve(INDEX)).object("weight_map");
            for (Map.Entry<String, JsonNode> entry : map.node().properties()) {
                String name = entry.getValue().asText();
                if (!name.matches("[\\w.-]+\\.safetensors")) {
                    throw map.wrong(entry.getKey(), "is not the name of a safetensors file in this folder: " + name);
                }
                SafetensorsFile file = opened(name);
                if (!file.names().contains(entry.getKey())) {
                    throw map.wrong(entry.getKey(), "should be in " + name + ", but is not");
                }
                place(file, entry.getKey());
            }
        } else {
            throw new CheckpointException(folder + ": " + whatIsThere());
        }
    }

    private String whatIsThere() {
        boolean pickled = Files.exists(folder.resolve("pytorch_model.bin"))
                || Files.exists(folder.resolve("pytorch_model.bin.index.json"));
        return pickled
                ? "the weights are pytorch_model.bin, a Python pickle, which may run code when it is read; convert them to"
                        + " safetensors"
                : "no weights: neither " + SINGLE + " nor " + INDEX;
    }

    private SafetensorsFile opened(String name) {
        return files.computeIfAbsent(name, key -> SafetensorsFile.open(folder.resolve(key)));
    }

    private void place(SafetensorsFile file, String name) {
        places.put(currentName(name), new Place(file, name));
    }

    /** The first GPT-2 checkpoints name the inner model's tensors without the prefix that they have since. */
    private static String currentName(String name) {
        return name.matches("(wte|wpe|h|ln_f)\\..*") ? "transformer." + name : name;
    }

    private Place placeOf(String name) {
        Place place = places.get(name);
        if (place == null) {
            Path whole = folder.resolve(Files.exists(folder.resolve(SINGLE)) ? SINGLE : INDEX);
            throw new CheckpointException(whole + ": there is no tensor " + name);
        }
        return place;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        Place place = placeOf(name);
        TensorInfo info = place.file().info(place.name());
        return new TensorInfo(name, info.storedType(), info.shape());
    }

    @Override
    public Path file(String name) {
        Place place = placeOf(name);
        return place.file().file(place.name());
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        Place place = placeOf(name);
        return place.file().read(manager, place.name(), type);
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
    }
}
