package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.SpecificationText;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.nio.file.Path;
import java.util.Map;

/**
 * A teacher's settings from a file: either a run's specification, or a file with the teacher section only. Of several teachers it is the
 * one that invents tasks.
 */
public record TeacherFile(Path file, TeacherSpecification teacher) {

    private static final String SECTION = "teacher";

    /**
     * Reads the teacher's settings; unknown settings are errors.
     *
     * @throws CommandException naming file, line and setting, if the settings are invalid
     */
    public static TeacherFile read(Path file) {
        SpecificationText text = SpecificationFile.textOf(file);
        ObjectNode written = text.written();
        if (written.has("teachers")) {
            return new TeacherFile(
                    file, SpecificationFile.read(file).specification().inventor());
        }
        ObjectNode tree = written.has(SECTION) || !written.has("backend") ? written : wrapped(written);
        JsonNode teacher =
                ContextFile.applied(file, PriceFile.applied(file, tree)).path(SECTION);
        try {
            return new TeacherFile(file, SpecificationReader.readTeacher(teacher.isMissingNode() ? null : teacher));
        } catch (InvalidSpecificationException e) {
            throw CommandException.badInput(file + ":" + lineOf(text, e.setting()) + ": " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if the teacher is not an LLM, and so cannot invent tasks */
    public TeacherFile requireInventive() {
        if (!teacher.callsServer()) {
            throw problem(
                    "teacher.backend",
                    "the teacher '" + teacher.backend() + "' cannot invent tasks; use openai or anthropic");
        }
        return this;
    }

    /** @throws CommandException if the teacher is not an LLM, or its API key is not set in this process's environment */
    public TeacherFile requireAskable(Map<String, String> environment) {
        String variable = teacher.apiKeyEnv();
        if (variable != null && environment.getOrDefault(variable, "").isBlank()) {
            throw problem(
                    "teacher.apiKeyEnv",
                    "the environment variable " + variable + " is not set; set it to the teacher's key");
        }
        return requireInventive();
    }

    private CommandException problem(String setting, String what) {
        return CommandException.badInput(
                file + ":" + lineOf(SpecificationFile.textOf(file), setting) + ": " + setting + ": " + what);
    }

    private static int lineOf(SpecificationText text, String setting) {
        return Math.max(text.lineOf(setting), text.lineOf(setting.replaceFirst("^teacher\\.", "")));
    }

    private static ObjectNode wrapped(ObjectNode teacher) {
        ObjectNode tree = teacher.objectNode();
        tree.set(SECTION, teacher);
        return tree;
    }
}
