package dev.preceptor.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The target of {@code --json}: a file, {@code -} for standard output, or null for no JSON output. */
public record JsonOutput(String target) {

    private static final String STANDARD_OUTPUT = "-";

    /**
     * Checks that the file can be written, before any work is done.
     *
     * @throws CommandException if it cannot be written
     */
    public JsonOutput checked() {
        if (toFile()) {
            OutputFile.requireWritable("--json", Path.of(target));
        }
        return this;
    }

    /** Whether the JSON goes to standard output; the text output then goes to standard error. */
    public boolean takesStandardOutput() {
        return STANDARD_OUTPUT.equals(target);
    }

    /** Writes the value as JSON. A file is written atomically. */
    public void write(Object value, PrintWriter standardOutput) {
        if (target == null) {
            return;
        }
        String text = pretty(value);
        if (!toFile()) {
            standardOutput.println(text);
            standardOutput.flush();
            return;
        }
        try {
            AtomicFile.write(Path.of(target), text + "\n");
        } catch (IOException e) {
            throw CommandException.failed("--json " + target + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private boolean toFile() {
        return target != null && !takesStandardOutput();
    }

    private static String pretty(Object value) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }
}
