package dev.preceptor.run.machine;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The settings of the machine room's Kafka clients. */
@ApplicationScoped
class KafkaClient {

    private final Map<String, Object> settings;

    KafkaClient(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.settings = Map.copyOf(all);
    }

    /** The settings that the broker's address and security need. */
    Map<String, Object> settings() {
        return settings;
    }
}
