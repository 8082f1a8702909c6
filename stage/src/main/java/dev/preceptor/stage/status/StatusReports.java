package dev.preceptor.stage.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.stage.shutdown.StopPriority;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Writes the state of this process to {@link Topic#SERVICE_STATUS} every few seconds. What cannot be written is dropped: the next
 * report is as good.
 */
@ApplicationScoped
public class StatusReports {

    private static final Logger LOG = Logger.getLogger(StatusReports.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MAX_BLOCK_MS = 5_000;
    private static final int DELIVERY_MS = 10_000;
    /** After everything that a service does at its start. */
    private static final int LAST = 100_000;

    private final Instance<StatusSource> sources;
    private final HealthChecks health;
    private final TopicNames names;
    private final Map<String, Object> settings;
    private final String host = hostName();
    private final String id = host + "-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant startedAt = now();
    private final AtomicBoolean refused = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "status-reports");
        daemon.setDaemon(true);
        return daemon;
    });
    private KafkaProducer<String, byte[]> producer;

    @Inject
    StatusReports(
            @Any Instance<StatusSource> sources,
            SmallRyeHealthReporter health,
            TopicNames names,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.sources = sources;
        this.health = new HealthChecks(health);
        this.names = names;
        this.settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "preceptor-status");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    void start(@Observes @Priority(LAST) StartupEvent event) {
        thread.scheduleWithFixedDelay(this::report, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void report() {
        try {
            if (producer == null) {
                producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            }
            ReplicaStatus status = status();
            producer.send(
                    new ProducerRecord<>(
                            names.of(Topic.SERVICE_STATUS),
                            status.key(),
                            Json.mapper().writeValueAsBytes(status)),
                    (record, problem) -> {
                        if (problem != null) {
                            dropped(problem);
                        }
                    });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status is always JSON", e);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            dropped(e);
        }
    }

    private void dropped(Exception problem) {
        if (refused.compareAndSet(false, true)) {
            LOG.infof("the state of this process could not be reported: %s", problem.getMessage());
        }
    }

    private ReplicaStatus status() {
        List<ServiceStatus> services = sources.stream()
                .map(StatusSource::status)
                .sorted(Comparator.comparing(ServiceStatus::service))
                .toList();
        return new ReplicaStatus(id, host, startedAt, now(), services, health.all());
    }

    /** The health checks of a report ask clients that are about to be closed. */
    void stop(@Observes @Priority(StopPriority.LAST_USE) ShutdownEvent event) {
        thread.shutdown();
        try {
            thread.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
