package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.nio.file.Path;
import java.util.Map;

/** A teacher that was read from a file: a run's specification, or one that holds a teacher's settings alone. */
public record TeacherFile(Path file, TeacherSpecification teacher) {

    private static final String SECTION = "teacher";

    /**
     * Reads the teacher strictly.
     *
     * @throws CommandException naming file, line and setting, if it cannot be used
     */
    public static TeacherFile read(Path file) {
        String text = TextFile.read(file);
        ObjectNode written = SpecificationFile.treeOf(file, text);
        ObjectNode tree = written.has(SECTION) || !written.has("backend") ? written : wrapped(written);
        JsonNode teacher = PriceFile.applied(file, tree).path(SECTION);
        try {
            return new TeacherFile(file, SpecificationReader.readTeacher(teacher.isMissingNode() ? null : teacher));
        } catch (InvalidSpecificationException e) {
            throw CommandException.badInput(file + ":" + lineOf(text, e.setting()) + ": " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if it is no model, and so invents nothing */
    public TeacherFile requireInventive() {
        if (teacher.backend().equals("reference")) {
            throw problem("teacher.backend", "the reference teacher invents no tasks; openai and anthropic do");
        }
        return this;
    }

    /** @throws CommandException if it is no model, or its key is not set here, where it is to be asked */
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
                file + ":" + lineOf(TextFile.read(file), setting) + ": " + setting + ": " + what);
    }

    private static int lineOf(String text, String setting) {
        SettingLines lines = SpecificationFile.linesOf(text);
        return Math.max(lines.of(setting), lines.of(setting.replaceFirst("^teacher\\.", "")));
    }

    private static ObjectNode wrapped(ObjectNode teacher) {
        ObjectNode tree = teacher.objectNode();
        tree.set(SECTION, teacher);
        return tree;
    }
}
