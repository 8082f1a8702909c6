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
 * A model of the Hugging Face hub: its configuration, tokenizer and safetensors, of one commit.
 *
 * @param name owner/name
 * @param revision a branch, tag or commit
 * @param client the hub
 */
record HubModel(String name, String revision, HubClient client) {

    private static final Pattern NAME =
            Pattern.compile("(?<name>[\\w-][\\w.-]*/[\\w-][\\w.-]*)(@(?<revision>[\\w-][\\w.-]*))?");
    private static final Pattern WEIGHTS = Pattern.compile("model(-\\d+-of-\\d+)?\\.safetensors");
    private static final String INDEX = "model.safetensors.index.json";
    private static final Set<String> OTHERS = Set.of(
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
        String entry = "hf/" + name.replace("/", "--") + (revision.equals("main") ? "" : "@" + revision);
        return new Cache(cacheFolder)
                .entry(
                        entry,
                        "hf:" + name,
                        true,
                        folder -> Files.exists(folder.resolve("config.json")),
                        work -> fetchInto(work, progress));
    }

    private ModelSourceException failed(String why) {
        return new ModelSourceException("model hf:" + name + ": " + why);
    }

    private Path fetchInto(Path work, Consumer<String> progress) throws IOException {
        JsonNode model = client.json(
                URI.create(client.endpoint() + "/api/models/" + name + "/revision/" + revision + "?blobs=true"),
                "model hf:" + name);
        String commit = model.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw failed("the hub's answer names no commit");
        }
        Path partial = work.resolve(commit);
        Files.createDirectories(partial);
        for (Map.Entry<String, Fingerprint> file : wanted(model).entrySet()) {
            if (file.getValue().bytes() < 0) {
                throw failed("the hub's answer does not say how large " + file.getKey() + " is");
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

    private Map<String, Fingerprint> wanted(JsonNode model) {
        Map<String, Fingerprint> files = new LinkedHashMap<>();
        for (JsonNode file : model.path("siblings")) {
            String path = file.path("rfilename").asText();
            if (OTHERS.contains(path)
                    || path.equals(INDEX)
                    || WEIGHTS.matcher(path).matches()) {
                JsonNode large = file.path("lfs");
                String sha256 = large.hasNonNull("sha256") ? large.get("sha256").asText() : null;
                files.put(path, new Fingerprint(file.path("size").asLong(-1), sha256));
            }
        }
        if (files.containsKey("model.safetensors")) {
            // Some models have both; one set of weights is enough.
            files.keySet().removeIf(path -> path.equals(INDEX) || path.startsWith("model-"));
        }
        if (!files.containsKey("config.json")) {
            throw failed("has no config.json, so it is no transformers model");
        }
        if (files.keySet().stream().noneMatch(path -> WEIGHTS.matcher(path).matches())) {
            throw failed("has no safetensors weights; pickled ones (pytorch_model.bin) may run code and are not read");
        }
        return files;
    }
}
