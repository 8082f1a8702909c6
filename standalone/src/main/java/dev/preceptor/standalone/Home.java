package dev.preceptor.standalone;

import java.nio.file.Path;
import java.util.Map;

/** The folder of what all runs share: {@code PRECEPTOR_HOME}, else {@code .preceptor} in the user's home folder. */
public record Home(Path path) {

    public static Home of(Map<String, String> environment) {
        String set = environment.get("PRECEPTOR_HOME");
        Path path =
                set == null || set.isBlank() ? Path.of(System.getProperty("user.home"), ".preceptor") : Path.of(set);
        return new Home(path.toAbsolutePath().normalize());
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
