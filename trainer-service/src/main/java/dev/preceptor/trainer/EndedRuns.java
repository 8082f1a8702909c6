package dev.preceptor.trainer;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.stage.kafka.TopicFollower;
import dev.preceptor.stage.kafka.TopicReadException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The runs that were cancelled or deleted: nobody waits for their checkpoints. Follows the topic {@code runs}. */
@ApplicationScoped
public class EndedRuns {

    private static final Logger LOG = Logger.getLogger(EndedRuns.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RunStates states = new RunStates();
    private final TopicFollower runs;

    EndedRuns(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names) {
        Map<String, Object> broker = new HashMap<>(kafka);
        broker.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.runs = new TopicFollower(broker, names.of(Topic.RUNS), "preceptor-trainer-runs", states::read);
    }

    /**
     * Whether the run has ended. A run that was deleted can be requested again under its id, and its job may be here before the record that
     * it runs has been read. So the topic is read to its end first; if it cannot be read, the run counts as one that goes on.
     */
    boolean contains(String runId) {
        if (!states.hasEnded(runId)) {
            return false;
        }
        try {
            runs.awaitEnd(TIMEOUT);
        } catch (TopicReadException e) {
            LOG.warnf("%s may have been cancelled, but %s: its training goes on", runId, e.getMessage());
            return false;
        }
        return states.hasEnded(runId);
    }

    void start(@Observes StartupEvent event) {
        runs.start();
    }

    void stop(@Observes ShutdownEvent event) {
        runs.close();
    }
}
