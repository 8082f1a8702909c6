package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes while it reads others. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Refuses an output that is an input, also by another path: writing it would destroy what is read.
     *
     * @param output null where nothing is written
     * @param input null where nothing is read
     * @throws CommandException naming both options
     */
    public static void requireOther(String outputOption, Path output, String inputOption, Path input) {
        if (output == null || input == null || !isSame(output, input)) {
            return;
        }
        throw CommandException.badInput(outputOption + " " + output + ": is the file of " + inputOption
                + ", which would be overwritten; choose another name");
    }

    private static boolean isSame(Path output, Path input) {
        try {
            return Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input);
        } catch (IOException e) {
            return false;
        }
    }
}
