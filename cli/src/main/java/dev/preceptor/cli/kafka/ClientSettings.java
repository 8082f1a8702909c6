package dev.preceptor.cli.kafka;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The settings of a Kafka client that a person waits for. */
public final class ClientSettings {

    private static final String TIMEOUT_MILLIS = "15000";

    private ClientSettings() {}

    /**
     * For these brokers, with the further settings of a properties file.
     *
     * @param option what names the file, for the error
     * @param file null where there is none
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
