package dev.preceptor.trainer;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.stage.kafka.TopicFollower;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The runs that were cancelled or deleted, read from the topic {@code runs}: nobody waits for their checkpoints. */
@ApplicationScoped
public class EndedRuns {

    private static final Logger LOG = Logger.getLogger(EndedRuns.class);

    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final TopicFollower runs;

    EndedRuns(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names) {
        Map<String, Object> broker = new HashMap<>(kafka);
        broker.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.runs = new TopicFollower(broker, names.of(Topic.RUNS), "preceptor-trainer-runs", this::read);
    }

    /** Whether the run is known to be cancelled or deleted. */
    boolean contains(String runId) {
        return ended.contains(runId);
    }

    void start(@Observes StartupEvent event) {
        runs.start();
    }

    void stop(@Observes ShutdownEvent event) {
        runs.close();
    }

    void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            ended.add(record.key());
            return;
        }
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.state() == Run.State.CANCELLED) {
                ended.add(run.runId());
            } else if (run.wish() == null) {
                ended.remove(run.runId());
            }
        } catch (IOException e) {
            LOG.warnf("the topic %s, offset %d, is not a valid run", record.topic(), record.offset());
        }
    }
}
