package dev.preceptor.cli.file;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of a command's output file, before the work whose result it is to take. */
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

    /**
     * Rejects an output that cannot be written.
     *
     * @param output the file to write, which need not exist, or null
     * @throws CommandException naming the option, the file and what is wrong with it
     */
    public static void requireWritable(String option, Path output) {
        if (output == null) {
            return;
        }
        Path folder = output.toAbsolutePath().getParent();
        if (Files.isDirectory(output)) {
            throw unwritable(option, output, "is a folder; name a file");
        }
        if (!Files.exists(folder)) {
            throw unwritable(option, output, "cannot be written: its folder does not exist");
        }
        if (!Files.isDirectory(folder)) {
            throw unwritable(option, output, "cannot be written: " + folder + " is no folder");
        }
        if (!Files.isWritable(Files.exists(output) ? output : folder)) {
            throw unwritable(option, output, "cannot be written: the permissions do not allow it");
        }
    }

    private static CommandException unwritable(String option, Path output, String what) {
        return CommandException.badInput(option + " " + output + ": " + what);
    }

    private static boolean isSame(Path output, Path input) {
        try {
            return Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input);
        } catch (IOException e) {
            return false;
        }
    }
}
