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
     * Rejects a folder that is not empty or cannot be made. Called before the work, which takes long.
     *
     * @param option that names the folder
     * @throws CommandException naming the option and the folder
     */
    static void require(String option, Path folder) {
        if (!Files.exists(folder)) {
            requireCreatable(option, folder);
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw CommandException.badInput(option + " " + folder + ": is a file; choose another folder");
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

    /**
     * Rejects two outputs that are one folder: the second would find it not empty, after the work.
     *
     * @throws CommandException naming both options
     */
    static void requireOther(String option, Path folder, String otherOption, Path other) {
        if (folder.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            throw CommandException.badInput(
                    option + " " + folder + ": is the same folder as " + otherOption + "; choose another folder");
        }
    }

    /** Folders on the way that do not exist are made, in the first one that does. */
    private static void requireCreatable(String option, Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw CommandException.badInput(option + " " + folder + ": cannot be made, because " + existing
                    + (Files.isDirectory(existing) ? " cannot be written" : " is no folder"));
        }
    }
}
