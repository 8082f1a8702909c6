package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A named set of settings, which a specification includes with {@code preset: NAME} and can override one by one. Each is a
 * resource file in {@code presets}, which cites the source of its numbers.
 */
final class Preset {

    static final String KEY = "preset";

    private static final List<String> KNOWN = List.of("paper-codegen-6b", "paper-starcoder", "laptop");
    private static final YAMLMapper YAML = new YAMLMapper();

    private Preset() {}

    /**
     * Returns the specification with the settings of its preset filled in where it has none of its own.
     *
     * @param place file and line, for the error message
     * @throws CommandException if the preset is unknown
     */
    static ObjectNode under(ObjectNode written, Supplier<String> place) {
        JsonNode name = written.get(KEY);
        if (name == null) {
            return written;
        }
        if (!KNOWN.contains(name.asText())) {
            throw CommandException.badInput(
                    place.get() + ": preset: '" + name.asText() + "' is unknown; known: " + String.join(", ", KNOWN));
        }
        ObjectNode overruling = written.deepCopy();
        overruling.remove(KEY);
        return merged(settings(name.asText()), overruling);
    }

    private static ObjectNode settings(String name) {
        try (InputStream file = Preset.class.getResourceAsStream("presets/" + name + ".yaml")) {
            return (ObjectNode) YAML.readTree(file);
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
