package dev.preceptor.cli.kafka;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Settings of a Kafka client with timeouts short enough for a person who waits. */
public final class ClientSettings {

    private static final String TIMEOUT_MILLIS = "15000";

    private ClientSettings() {}

    /**
     * Settings for these brokers, with those of a properties file.
     *
     * @param option the option that named the file, for error messages
     * @param file null for none
     * @throws CommandException if the file cannot be read
     */
    public static Map<String, Object> of(String brokers, String option, Path file) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        settings.put("request.timeout.ms", TIMEOUT_MILLIS);
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                Properties further = new Properties();
                further.load(reader);
                further.stringPropertyNames().forEach(name -> settings.put(name, further.getProperty(name)));
            } catch (IOException | IllegalArgumentException e) {
                throw CommandException.badInput(option + " " + file + ": cannot be read: " + e.getMessage(), e);
            }
        }
        settings.put("bootstrap.servers", brokers);
        return settings;
    }
}
