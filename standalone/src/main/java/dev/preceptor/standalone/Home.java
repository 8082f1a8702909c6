package dev.preceptor.standalone;

import java.nio.file.Path;
import java.util.Map;

/** The folder of what all runs share: {@code PRECEPTOR_HOME}, else {@code .preceptor} in the user's home folder, {@code HOME}. */
public record Home(Path path) {

    public static Home of(Map<String, String> environment) {
        String set = environment.get("PRECEPTOR_HOME");
        Path path = set == null || set.isBlank() ? userHome(environment).resolve(".preceptor") : Path.of(set);
        return new Home(path.toAbsolutePath().normalize());
    }

    /** {@code HOME}, as for other commands; without it the home of the user's record, which a user of a container may lack. */
    private static Path userHome(Map<String, String> environment) {
        String home = environment.get("HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home);
        }
        String recorded = System.getProperty("user.home");
        if (recorded == null || recorded.isBlank() || recorded.equals("?")) {
            throw new DataDirectoryException(
                    "the user has no home folder: set PRECEPTOR_HOME to a folder that can be written");
        }
        return Path.of(recorded);
    }

    /** The model cache: each model is downloaded once and used by every run. */
    public Path models() {
        return path.resolve("models");
    }

    /** The data directories of runs for which none was named. */
    public Path runs() {
        return path.resolve("runs");
    }
}
