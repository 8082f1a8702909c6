package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A named set of settings, which a specification includes with {@code preset: NAME} and can override one by one. Each is a
 * resource file in {@code presets}, which cites the source of its numbers.
 *
 * @param yaml the text of the file
 */
public record Preset(String name, String yaml) {

    /** The key of a specification that names a preset. */
    static final String KEY = "preset";

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final List<Preset> ALL =
            List.of(load("paper-codegen-6b"), load("paper-codegen-16b"), load("paper-starcoder"), load("laptop"));

    /** All presets. */
    public static List<Preset> all() {
        return ALL;
    }

    private static Preset load(String name) {
        try (InputStream file = Preset.class.getResourceAsStream("presets/" + name + ".yaml")) {
            return new Preset(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the specification with the settings of its preset filled in where it has none of its own, and without the key
     * {@code preset}.
     *
     * @throws InvalidSpecificationException if the preset is unknown
     */
    static ObjectNode under(ObjectNode written) {
        JsonNode name = written.get(KEY);
        if (name == null) {
            return written;
        }
        List<String> names = ALL.stream().map(Preset::name).toList();
        Preset preset = ALL.stream()
                .filter(each -> each.name().equals(name.asText()))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecificationException(
                        KEY,
                        "'" + name.asText() + "' is unknown; known: " + String.join(", ", names)
                                + Similar.suggestion(name.asText(), names)));
        ObjectNode overruling = written.deepCopy();
        overruling.remove(KEY);
        return merged(preset.settings(), overruling);
    }

    private ObjectNode settings() {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode merged(ObjectNode below, ObjectNode above) {
        for (Map.Entry<String, JsonNode> entry : above.properties()) {
            JsonNode under = below.get(entry.getKey());
            if (under instanceof ObjectNode section && entry.getValue() instanceof ObjectNode overruling) {
                merged(section, overruling);
            } else {
                below.set(entry.getKey(), entry.getValue());
            }
        }
        return below;
    }
}
