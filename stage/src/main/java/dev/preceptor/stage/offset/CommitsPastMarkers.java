package dev.preceptor.stage.offset;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Commits every few seconds, for each incoming channel, past the markers at the end of idle partitions. */
@ApplicationScoped
public class CommitsPastMarkers implements ClientCustomizer<Map<String, Object>> {

    private static final Logger LOG = Logger.getLogger(CommitsPastMarkers.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** The thread that polls waits no longer for the broker. */
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private final KafkaClientService clients;
    private final Map<String, PolledOffsets> channels = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "commits-past-markers");
        daemon.setDaemon(true);
        return daemon;
    });

    @Inject
    CommitsPastMarkers(KafkaClientService clients) {
        this.clients = clients;
    }

    /** Adds the interceptor to the settings of each consumer in a group. */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        // A channel's producer of dead letters has the consumer's settings, too.
        if (!settings.containsKey(ConsumerConfig.GROUP_ID_CONFIG)
                || settings.containsKey(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG)) {
            return settings;
        }
        PolledOffsets offsets = new PolledOffsets();
        channels.put(channel, offsets);
        Map<String, Object> ours = new HashMap<>(settings);
        ours.put(PollingInterceptor.POLLED_OFFSETS, offsets);
        ours.merge(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                PollingInterceptor.class.getName(),
                (others, own) -> others + "," + own);
        return ours;
    }

    void start(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::commitAll, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void commitAll() {
        channels.forEach((channel, offsets) -> {
            try {
                clients.getConsumer(channel)
                        .runOnPollingThread((Consumer<Object, Object> consumer) -> {
                            commit(consumer, offsets);
                        })
                        .subscribe()
                        .with(done -> {}, problem -> postponed(channel, problem));
            } catch (RuntimeException e) {
                // An exception would end the schedule. The consumer may be closed, or not there yet.
                postponed(channel, e);
            }
        });
    }

    private static void postponed(String channel, Throwable problem) {
        LOG.debugf("%s: the position is committed later: %s", channel, problem.getMessage());
    }

    static void commit(Consumer<?, ?> consumer, PolledOffsets offsets) {
        Set<TopicPartition> partitions = offsets.uncommitted(consumer.assignment());
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> past = offsets.pastMarkers(consumer.committed(partitions, AT_MOST));
        if (!past.isEmpty()) {
            // Nobody waits for the answer: the next round reads what the broker has.
            consumer.commitAsync(past, null);
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
