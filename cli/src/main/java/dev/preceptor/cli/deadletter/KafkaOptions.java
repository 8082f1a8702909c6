package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.ClientSettings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** How to reach the broker. */
final class KafkaOptions {

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
        return ClientSettings.of(brokers(), "--kafka-settings", settings);
    }
}
