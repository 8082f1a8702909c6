package dev.preceptor.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The task files that belong to this installation. */
public final class InstalledTaskSets {

    private InstalledTaskSets() {}

    /**
     * The folder {@code tasks}; empty unless {@code ./preceptor} started this JVM, and if the environment names another folder, which
     * takes precedence.
     */
    public static Optional<Path> directory(Map<String, String> environment) {
        return environment.containsKey("RUN_TASK_SETS_DIRECTORY") ? Optional.empty() : ofInstallation();
    }

    private static Optional<Path> ofInstallation() {
        return Optional.ofNullable(System.getProperty("preceptor.root"))
                .map(root -> Path.of(root, "tasks").toAbsolutePath())
                .filter(Files::isDirectory);
    }
}
