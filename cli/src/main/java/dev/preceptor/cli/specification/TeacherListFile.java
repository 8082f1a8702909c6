package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import java.nio.file.Path;

/** A file with a list of teachers: {@code teachers} of a specification, which may be whole. */
public final class TeacherListFile {

    private static final String TEACHERS = "teachers";

    private TeacherListFile() {}

    /**
     * Reads the list, with the texts and the prices of the files that it names. run-service checks the settings.
     *
     * @throws CommandException naming the file, if it has no such list
     */
    public static JsonNode read(Path file) {
        ObjectNode written = SpecificationFile.textOf(file).written();
        if (!written.path(TEACHERS).isArray()) {
            throw CommandException.badInput(file + ": has no list teachers");
        }
        return ContextFile.applied(file, PriceFile.applied(file, written)).get(TEACHERS);
    }
}
