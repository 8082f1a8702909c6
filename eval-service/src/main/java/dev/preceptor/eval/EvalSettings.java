package dev.preceptor.eval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** The settings of eval-service; the broker's address is {@code kafka.bootstrap.servers}, as everywhere. */
@ConfigMapping(prefix = "eval")
public interface EvalSettings {

    /** How many tasks of an exam are in flight at most. */
    @WithDefault("64")
    int window();

    /** Where Kafka Streams keeps its state between two starts; what is lost there is restored from the broker. */
    Path stateDirectory();

    /** The artifact store, {@code preceptor.artifacts.directory} unless set apart: a folder, or a place in S3. */
    String artifactsDirectory();

    /** How long the artifact store is tried, with growing pauses, before an exam that needs it, and so its run, is HELD. */
    @WithDefault("5m")
    Duration storePatience();

    /** The largest record: {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** Whether no traces are begun: {@code quarkus.otel.sdk.disabled}. */
    @WithDefault("true")
    boolean tracesOff();

    /** How many threads work on exams. */
    @WithDefault("1")
    int threads();

    /** The replication factor of the topics that Kafka Streams makes for itself. */
    @WithDefault("1")
    int replication();

    /** How many of those brokers must have a record before it counts as written; by default two, or the only one. */
    OptionalInt minInSyncReplicas();

    /** How often results are committed, in milliseconds: a step of an exam waits so long at most. */
    @WithDefault("250")
    int commitIntervalMs();
}
