package dev.preceptor.cli.specification;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A specification that was read from a file.
 *
 * @param tree the file's content with the settings of its preset, as it is sent to run-service
 * @param specification the same, parsed
 */
public record SpecificationFile(Path file, ObjectNode tree, RunSpecification specification) {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * Reads a specification; unknown settings are errors.
     *
     * @throws CommandException naming file, line and setting, if the specification is invalid
     */
    public static SpecificationFile read(Path file) {
        String text = TextFile.read(file);
        ObjectNode written = treeOf(file, text);
        ObjectNode tree = Preset.under(written, () -> file + ":" + linesOf(text).of(Preset.KEY));
        tree = ContextFile.applied(file, PriceFile.applied(file, tree));
        try {
            return new SpecificationFile(file, tree, SpecificationReader.read(tree));
        } catch (InvalidSpecificationException e) {
            throw CommandException.badInput(file + ":" + linesOf(text).of(e.setting()) + ": " + e.getMessage(), e);
        }
    }

    /** The line of a setting, or of its enclosing section if the setting is missing. */
    public int lineOf(String setting) {
        return linesOf(TextFile.read(file)).of(setting);
    }

    /** Resolves a file name of the specification relative to the specification's directory. */
    public Path resolvePath(String name) {
        return file.toAbsolutePath().resolveSibling(name).normalize();
    }

    /** Returns a copy with another value of a setting in a section, as if the file contained it. */
    public SpecificationFile with(String section, String setting, String value) {
        ObjectNode changed = tree.deepCopy();
        changed.withObject("/" + section).put(setting, value);
        return new SpecificationFile(file, changed, SpecificationReader.read(changed));
    }

    /** Returns a copy with another section, as if the file contained it. */
    public SpecificationFile with(String section, ObjectNode content) {
        ObjectNode changed = tree.deepCopy();
        changed.set(section, content);
        return new SpecificationFile(file, changed, SpecificationReader.read(changed));
    }

    static ObjectNode treeOf(Path file, String text) {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            JsonNode tree = YAML.readTree(parser);
            if (!(tree instanceof ObjectNode mapping)) {
                throw CommandException.badInput(
                        file + ":1: is not a specification: expected a mapping with student, teacher and tasks");
            }
            if (parser.nextToken() != null) {
                throw CommandException.badInput(
                        file + ":" + parser.currentTokenLocation().getLineNr()
                                + ": a second YAML document; one file holds one run");
            }
            return mapping;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw CommandException.badInput(
                    file + ":" + (at == null ? 1 : at.getLineNr()) + ": is not YAML: " + problemOf(e), e);
        } catch (IOException e) {
            throw CommandException.badInput(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The first line of the YAML parser's message, or its problem without the context lines. */
    private static String problemOf(JsonProcessingException problem) {
        if (problem.getCause() instanceof org.yaml.snakeyaml.error.MarkedYAMLException marked) {
            return marked.getProblem();
        }
        return problem.getOriginalMessage().lines().findFirst().orElse("");
    }

    static SettingLines linesOf(String text) {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            return SettingLines.of(parser);
        } catch (IOException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }
}
