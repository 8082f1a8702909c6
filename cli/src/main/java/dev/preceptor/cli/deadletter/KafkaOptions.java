package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** How to reach the broker. */
final class KafkaOptions {

    /** A person waits for it. */
    private static final String TIMEOUT_MILLIS = "15000";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT,...",
            description = "The brokers (default: KAFKA_BOOTSTRAP_SERVERS, else localhost:9092).")
    private String brokers;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "Further settings of Kafka's client, as a properties file: security.protocol and others.")
    private Path settings;

    String brokers() {
        return brokers == null ? System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092") : brokers;
    }

    /** @throws CommandException if the file of settings cannot be read */
    Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>();
        client.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        client.put("request.timeout.ms", TIMEOUT_MILLIS);
        if (settings != null) {
            try (Reader reader = Files.newBufferedReader(settings)) {
                Properties further = new Properties();
                further.load(reader);
                further.stringPropertyNames().forEach(name -> client.put(name, further.getProperty(name)));
            } catch (IOException e) {
                throw CommandException.badInput("--kafka-settings " + settings + ": cannot be read", e);
            }
        }
        client.put("bootstrap.servers", brokers());
        return client;
    }
}
