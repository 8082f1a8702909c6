package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.eval.EvalSettings;
import dev.preceptor.stage.shutdown.StopPriority;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.PollPacing;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.SkipUnreadable;
import dev.preceptor.stage.stream.StoreProbe;
import dev.preceptor.stage.stream.StreamsProgress;
import dev.preceptor.stage.stream.ThreadReplacement;
import dev.preceptor.stage.stream.Window;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Runs the exams from start to stop of the process. It is a Kafka Streams application of its own, beside the one that
 * another service in the same process may have.
 */
@ApplicationScoped
public class ExamStreams {

    private static final String APPLICATION = "preceptor-eval";
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /** A process that was killed is noticed after ten seconds instead of Kafka's forty-five. */
    private static final int MISSED_AFTER_MS = 10_000;

    /** How long a broker may be away. After Kafka's five minutes Streams would give up and only be restarted. */
    private static final long BROKER_AWAY_MS = Duration.ofDays(1).toMillis();

    private static final Duration LONGEST_RECORD = Duration.ofMinutes(10);

    private final KafkaStreams streams;
    private final TopicWait topics;
    private final KafkaStreamsMetrics metrics;

    ExamStreams(
            EvalSettings settings,
            TopicNames names,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            OpenTelemetry telemetry,
            MeterRegistry meters) {
        Properties properties = properties(settings, names, brokers, kafka);
        ArtifactStore store = new ArtifactStore(settings.artifactsDirectory());
        this.streams = new KafkaStreams(
                ExamTopology.build(
                        names,
                        new ProcessingLimits(
                                Window.fixed(settings.window()),
                                settings.storePatience(),
                                StoreProbe.threads(),
                                new RecordLimit(settings.maxMessageBytes())),
                        new DataSetTasks(store::readDataSet),
                        EventTraces.of(telemetry, names, settings.tracesOff())),
                properties);
        this.streams.setUncaughtExceptionHandler(new ThreadReplacement(System::currentTimeMillis));
        this.metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
        this.topics = new TopicWait(properties, ExamTopology.topics(names));
    }

    void start(@Observes StartupEvent event) {
        topics.startWhenComplete(streams::start);
    }

    void tellToStop(@Observes @Priority(StopPriority.TELL) ShutdownEvent event) {
        topics.close();
        streams.close(Duration.ZERO);
    }

    void awaitStop(@Observes ShutdownEvent event) {
        metrics.close();
        streams.close(CLOSING);
    }

    /** The state of Kafka Streams. */
    KafkaStreams.State state() {
        return streams.state();
    }

    /** False where only a restart of the process helps. */
    boolean isAlive() {
        return StreamsProgress.isAlive(streams.state(), streams.metrics().values(), LONGEST_RECORD);
    }

    private static Properties properties(
            EvalSettings settings, TopicNames names, String brokers, Map<String, Object> kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, names.group(APPLICATION));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitIntervalMs());
        properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, BROKER_AWAY_MS);
        // Exams take events in any order; see run-service.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                PollPacing.class.getName());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replication());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), MISSED_AFTER_MS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), MISSED_AFTER_MS / 3);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), settings.maxMessageBytes());
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), settings.maxMessageBytes());
        int inSync = settings.minInSyncReplicas().orElse(Math.min(2, settings.replication()));
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), inSync);
        return properties;
    }
}
