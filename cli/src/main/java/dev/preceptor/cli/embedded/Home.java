package dev.preceptor.cli.embedded;

import java.nio.file.Path;
import java.util.Map;

/** Where things lie that belong to no single run: {@code PRECEPTOR_HOME}, else {@code .preceptor} in the home folder. */
public record Home(Path path) {

    public static Home of(Map<String, String> environment) {
        String set = environment.get("PRECEPTOR_HOME");
        Path path =
                set == null || set.isBlank() ? Path.of(System.getProperty("user.home"), ".preceptor") : Path.of(set);
        return new Home(path.toAbsolutePath().normalize());
    }

    /** Weights, fetched once and used by every run. */
    public Path models() {
        return path.resolve("models");
    }

    /** The data of runs for which no folder was named. */
    public Path runs() {
        return path.resolve("runs");
    }
}
