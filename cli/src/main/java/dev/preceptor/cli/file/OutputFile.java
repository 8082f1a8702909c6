package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of a command's output file against its input files. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Rejects an output that is the same file as an input, also by another path, because writing it would destroy the input.
     *
     * @param output the file to write, or null
     * @param input the file to read, or null
     * @throws CommandException naming both options, if the files are the same
     */
    public static void requireOther(String outputOption, Path output, String inputOption, Path input) {
        if (output == null || input == null || !isSame(output, input)) {
            return;
        }
        throw CommandException.badInput(outputOption + " " + output + ": is the same file as " + inputOption
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
