package dev.preceptor.cli.kafka;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.TopicNames;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --kafka}, {@code --kafka-settings} and {@code --prefix}: how to connect to the broker. */
public final class KafkaOptions {

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT,...",
            description = "Kafka bootstrap servers (default: KAFKA_BOOTSTRAP_SERVERS, else localhost:9092).")
    private String brokers;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "A properties file with more Kafka client settings, such as security.protocol.")
    private Path settings;

    @Mixin
    private PrefixOption prefix;

    /** Whether one of the options is set. */
    public boolean given() {
        return brokers != null || settings != null || prefix.given();
    }

    public String brokers() {
        return brokers == null ? System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092") : brokers;
    }

    /** @throws CommandException if the prefix cannot begin the name of a topic */
    public TopicNames names() {
        return prefix.names();
    }

    /** @throws CommandException if the file of settings cannot be read */
    public Map<String, Object> client() {
        return ClientSettings.of(brokers(), "--kafka-settings", settings);
    }
}
