package dev.preceptor.languagemodel.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.checkpoint.PickledWeights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub. Downloads its configuration, tokenizer and weights, all from the same commit.
 *
 * @param name the name, as owner/name
 * @param revision a branch, tag or commit
 * @param client the client of the hub
 */
record HubModel(String name, String revision, HubClient client) {

    private static final Pattern NAME =
            Pattern.compile("(?<name>[\\w-][\\w.-]*/[\\w-][\\w.-]*)(@(?<revision>[\\w-][\\w.-]*))?");
    private static final Pattern WEIGHTS = Pattern.compile("model(-\\d+-of-\\d+)?\\.safetensors");
    private static final String CONFIGURATION = "config.json";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern PICKLES = Pattern.compile("pytorch_model(-\\d+-of-\\d+)?\\.bin");
    private static final String PICKLE_INDEX = "pytorch_model.bin.index.json";
    private static final Set<String> CONFIGURATION_FILES = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja");

    static HubModel named(String name, Map<String, String> environment) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new ModelSourceException(
                    "model hf:" + name + ": not of the form hf:owner/name or hf:owner/name@revision");
        }
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
        String revision = matcher.group("revision");
        return new HubModel(
                matcher.group("name"),
                revision == null ? "main" : revision,
                HubClient.of(endpoint.isBlank() ? "https://huggingface.co" : endpoint, environment.get("HF_TOKEN")));
    }

    /** @param pickles whether Python pickles are downloaded if there are no safetensors */
    Path fetch(Path cacheFolder, Consumer<String> progress, boolean pickles) {
        return new ModelCache(cacheFolder)
                .getOrDownload(
                        entry(),
                        "hf:" + name,
                        true,
                        folder -> Files.exists(folder.resolve(CONFIGURATION)),
                        work -> download(work, progress, pickles));
    }

    /** Returns a folder with at least the model's config.json. Downloads that file alone if the model is not in the cache. */
    Path fetchConfiguration(Path cacheFolder) {
        Path whole = cacheFolder.resolve(entry());
        if (Files.exists(whole.resolve(CONFIGURATION))) {
            return whole;
        }
        URI address = URI.create(client.endpoint() + "/" + name + "/resolve/" + revision + "/" + CONFIGURATION);
        return new ModelCache(cacheFolder)
                .getOrDownload(
                        "configurations/" + entry(),
                        "hf:" + name,
                        false,
                        folder -> Files.exists(folder.resolve(CONFIGURATION)),
                        work -> {
                            JsonNode configuration = client.json(address, "model hf:" + name + ": " + CONFIGURATION);
                            Files.writeString(work.resolve(CONFIGURATION), configuration.toString());
                            return work;
                        });
    }

    private String entry() {
        return "hf/" + name.replace("/", "--") + (revision.equals("main") ? "" : "@" + revision);
    }

    private ModelSourceException error(String problem) {
        return new ModelSourceException("model hf:" + name + ": " + problem);
    }

    private Path download(Path work, Consumer<String> progress, boolean pickles) throws IOException {
        JsonNode model = client.json(
                URI.create(client.endpoint() + "/api/models/" + name + "/revision/" + revision + "?blobs=true"),
                "model hf:" + name);
        String commit = model.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw error("the response of the hub has no commit");
        }
        Path partial = work.resolve(commit);
        Files.createDirectories(partial);
        for (Map.Entry<String, FileChecksum> file : modelFiles(model, pickles).entrySet()) {
            if (file.getValue().bytes() < 0) {
                throw error("the response of the hub has no size for " + file.getKey());
            }
            URI address = URI.create(client.endpoint() + "/" + name + "/resolve/" + commit + "/" + file.getKey());
            client.download(
                    address,
                    partial.resolve(file.getKey()),
                    file.getValue(),
                    "model hf:" + name + ": " + file.getKey(),
                    progress);
        }
        return partial;
    }

    private Map<String, FileChecksum> modelFiles(JsonNode model, boolean pickles) {
        Map<String, FileChecksum> files = files(model, INDEX, WEIGHTS);
        if (!files.containsKey(CONFIGURATION)) {
            throw error("has no config.json, so it is not a transformers model");
        }
        if (has(files, WEIGHTS)) {
            return oneForm(files, "model.safetensors", INDEX, "model-");
        }
        Map<String, FileChecksum> pickled = files(model, PICKLE_INDEX, PICKLES);
        if (!has(pickled, PICKLES)) {
            throw error("has no weights: neither safetensors nor pytorch_model.bin");
        }
        if (!pickles) {
            throw error("has no safetensors weights but " + PickledWeights.ADVICE);
        }
        return oneForm(pickled, "pytorch_model.bin", PICKLE_INDEX, "pytorch_model-");
    }

    private static boolean has(Map<String, FileChecksum> files, Pattern weights) {
        return files.keySet().stream().anyMatch(path -> weights.matcher(path).matches());
    }

    /** Some models have both a single file and shards; one of them is enough. */
    private static Map<String, FileChecksum> oneForm(
            Map<String, FileChecksum> files, String single, String index, String shards) {
        if (files.containsKey(single)) {
            files.keySet().removeIf(path -> path.equals(index) || path.startsWith(shards));
        }
        return files;
    }

    /** The configuration and the tokenizer, and those weights. */
    private static Map<String, FileChecksum> files(JsonNode model, String index, Pattern weights) {
        Map<String, FileChecksum> files = new LinkedHashMap<>();
        for (JsonNode file : model.path("siblings")) {
            String path = file.path("rfilename").asText();
            if (CONFIGURATION_FILES.contains(path)
                    || path.equals(index)
                    || weights.matcher(path).matches()) {
                JsonNode large = file.path("lfs");
                String sha256 = large.hasNonNull("sha256") ? large.get("sha256").asText() : null;
                files.put(path, new FileChecksum(file.path("size").asLong(-1), sha256));
            }
        }
        return files;
    }
}
