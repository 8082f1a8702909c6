package dev.preceptor.languagemodel.source;

import com.fasterxml.jackson.databind.JsonNode;
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
 * A model on the Hugging Face hub. Downloads its configuration, tokenizer and safetensors, all from the same commit.
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

    Path fetch(Path cacheFolder, Consumer<String> progress) {
        return new ModelCache(cacheFolder)
                .getOrDownload(
                        entry(),
                        "hf:" + name,
                        true,
                        folder -> Files.exists(folder.resolve(CONFIGURATION)),
                        work -> download(work, progress));
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

    private Path download(Path work, Consumer<String> progress) throws IOException {
        JsonNode model = client.json(
                URI.create(client.endpoint() + "/api/models/" + name + "/revision/" + revision + "?blobs=true"),
                "model hf:" + name);
        String commit = model.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw error("the response of the hub has no commit");
        }
        Path partial = work.resolve(commit);
        Files.createDirectories(partial);
        for (Map.Entry<String, FileChecksum> file : modelFiles(model).entrySet()) {
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

    private Map<String, FileChecksum> modelFiles(JsonNode model) {
        Map<String, FileChecksum> files = new LinkedHashMap<>();
        for (JsonNode file : model.path("siblings")) {
            String path = file.path("rfilename").asText();
            if (CONFIGURATION_FILES.contains(path)
                    || path.equals(INDEX)
                    || WEIGHTS.matcher(path).matches()) {
                JsonNode large = file.path("lfs");
                String sha256 = large.hasNonNull("sha256") ? large.get("sha256").asText() : null;
                files.put(path, new FileChecksum(file.path("size").asLong(-1), sha256));
            }
        }
        if (files.containsKey("model.safetensors")) {
            // Some models have both a single file and shards; one of them is enough.
            files.keySet().removeIf(path -> path.equals(INDEX) || path.startsWith("model-"));
        }
        if (!files.containsKey("config.json")) {
            throw error("has no config.json, so it is not a transformers model");
        }
        if (files.keySet().stream().noneMatch(path -> WEIGHTS.matcher(path).matches())) {
            throw error(
                    "has no safetensors weights; Python pickles (pytorch_model.bin) can run code and are not supported");
        }
        return files;
    }
}
