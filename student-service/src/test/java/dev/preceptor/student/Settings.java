package dev.preceptor.student;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The service's settings as it reads them, for tests. */
public final class Settings {

    private Settings() {}

    /**
     * @param folder for models and artifacts
     * @param more settings, by their names without {@code student.}
     */
    public static StudentConfiguration of(Path folder, int slots, Map<String, String> more) {
        Map<String, String> values = new HashMap<>();
        values.put("student.models-directory", folder.resolve("models").toString());
        values.put("student.artifacts-directory", folder.resolve("artifacts").toString());
        values.put(
                "student.rollout.adapters-directory", folder.resolve("adapters").toString());
        values.put("student.slots", Integer.toString(slots));
        values.put("student.loaded-models", "1");
        more.forEach((name, value) -> values.put("student." + name, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(StudentConfiguration.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(StudentConfiguration.class);
    }
}
