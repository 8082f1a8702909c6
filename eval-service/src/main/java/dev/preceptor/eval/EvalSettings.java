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

    /** The folder of Kafka Streams' state. It is restored from the broker where it is lost. */
    Path stateDirectory();

    /** The artifact store, {@code preceptor.artifacts.directory} by default: a folder, or a location in S3. */
    String artifactsDirectory();

    /** How long the artifact store is retried, with exponential backoff, before an exam that needs it, and so its run, is HELD. */
    @WithDefault("5m")
    Duration storePatience();

    /** The largest record: {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    /** Whether tracing is off: {@code quarkus.otel.sdk.disabled}. */
    @WithDefault("true")
    boolean tracesOff();

    /** How many threads work on exams. */
    @WithDefault("1")
    int threads();

    /** The replication factor of Kafka Streams' internal topics. */
    @WithDefault("1")
    int replication();

    /** How many of those brokers must have a record before it counts as written; by default two, or the only one. */
    OptionalInt minInSyncReplicas();

    /** The interval of commits, in milliseconds: a step of an exam waits no longer than this. */
    @WithDefault("250")
    int commitIntervalMs();
}
