package dev.preceptor.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The task files that belong to this installation. */
public final class InstalledTaskSets {

    private InstalledTaskSets() {}

    /** The folder {@code tasks}; empty unless {@code ./preceptor} started this JVM. */
    public static Optional<Path> directory() {
        return Optional.ofNullable(System.getProperty("preceptor.root"))
                .map(root -> Path.of(root, "tasks").toAbsolutePath())
                .filter(Files::isDirectory);
    }
}
