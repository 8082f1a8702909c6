package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.file.TextFile;
import java.nio.file.Path;

/** The text that the teacher gets with every prompt: a file that {@code teacher.context} names relative to the specification. */
final class ContextFile {

    private static final String CONTEXT = "context";

    private ContextFile() {}

    /**
     * Returns the specification with the file's name replaced by its text, because services cannot read the file.
     *
     * @throws dev.preceptor.cli.CommandException naming the file, if it cannot be read
     */
    static ObjectNode applied(Path specification, ObjectNode tree) {
        ObjectNode changed = tree.deepCopy();
        TeacherSections.of(changed).forEach(teacher -> apply(specification, teacher));
        return changed;
    }

    private static void apply(Path specification, ObjectNode teacher) {
        JsonNode name = teacher.path(CONTEXT);
        if (name.isTextual() && !name.asText().isBlank()) {
            Path file =
                    specification.toAbsolutePath().resolveSibling(name.asText()).normalize();
            teacher.put(CONTEXT, TextFile.read(file));
        }
    }
}
