package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.InvalidTextException;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.SpecificationText;
import java.nio.file.Path;

/**
 * A specification that was read from a file.
 *
 * @param tree the file's content with the settings of its preset, as it is sent to run-service
 * @param specification the same, parsed
 */
public record SpecificationFile(Path file, ObjectNode tree, RunSpecification specification) {

    /**
     * Reads a specification; unknown settings are errors.
     *
     * @throws CommandException naming file, line and setting, if the specification is invalid
     */
    public static SpecificationFile read(Path file) {
        SpecificationText text = textOf(file);
        try {
            ObjectNode tree = ContextFile.applied(file, PriceFile.applied(file, text.tree()));
            return new SpecificationFile(file, tree, SpecificationReader.read(tree));
        } catch (InvalidTextException e) {
            throw badInput(file, e);
        } catch (InvalidSpecificationException e) {
            throw badInput(file, text.at(e));
        }
    }

    /** @throws CommandException naming file and line, if the file is not one mapping in YAML */
    static SpecificationText textOf(Path file) {
        try {
            return SpecificationText.of(TextFile.read(file));
        } catch (InvalidTextException e) {
            throw badInput(file, e);
        }
    }

    static CommandException badInput(Path file, InvalidTextException e) {
        return CommandException.badInput(file + ":" + e.getMessage(), e);
    }

    /** The line of a setting, or of its enclosing section if the setting is missing. */
    public int lineOf(String setting) {
        return textOf(file).lineOf(setting);
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

    /** Returns a copy with other teachers and the same budget, as if the file contained them. */
    public SpecificationFile withTeachers(JsonNode teachers) {
        ObjectNode changed = tree.deepCopy();
        changed.remove("teacher");
        changed.set("teachers", teachers);
        changed.put("budgetUsd", specification.teacher().budgetUsd());
        return new SpecificationFile(file, changed, SpecificationReader.read(changed));
    }

    /** Returns a copy with another section, as if the file contained it. */
    public SpecificationFile with(String section, ObjectNode content) {
        ObjectNode changed = tree.deepCopy();
        changed.set(section, content);
        return new SpecificationFile(file, changed, SpecificationReader.read(changed));
    }
}
