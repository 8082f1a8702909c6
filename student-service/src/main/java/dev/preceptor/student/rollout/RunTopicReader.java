package dev.preceptor.student.rollout;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.stage.kafka.TopicReadException;
import dev.preceptor.stage.kafka.TopicReader;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads runs from the topic of runs, to its end at the time of the call. */
@ApplicationScoped
public class RunTopicReader {

    private final Map<String, Object> settings;
    private final TopicNames names;

    RunTopicReader(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, "preceptor-student-runs");
        this.settings = Map.copyOf(all);
        this.names = names;
    }

    /** @throws TopicReadException if the broker does not answer */
    public List<Run> read(Set<String> ids) {
        try (TopicReader reader = new TopicReader(settings, names)) {
            return reader.read(Topic.RUNS, Run.class, ids::contains);
        }
    }
}
