package dev.preceptor.student;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The settings of student-service. */
@ConfigMapping(prefix = "student")
public interface StudentConfiguration {

    /** Where models that were fetched are kept. */
    Path modelsDirectory();

    /** The artifact store, where trained checkpoints lie. */
    String artifactsDirectory();

    /** How many sequences are generated side by side; their key/value caches bound the memory. */
    @WithDefault("32")
    int slots();

    /** How many models stay loaded; the one unused for longest goes first. */
    @WithDefault("2")
    int loadedModels();
}
