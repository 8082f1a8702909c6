package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders that a command writes. */
final class NewFolder {

    private NewFolder() {}

    /**
     * Rejects a folder that is not empty. Called before the work, which takes long.
     *
     * @param option that names the folder
     * @throws CommandException naming the option and the folder
     */
    static void require(String option, Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw CommandException.badInput(option + " " + folder + ": is not a writable folder", e);
        }
        throw CommandException.badInput(option + " " + folder + ": is not empty; choose another folder");
    }
}
