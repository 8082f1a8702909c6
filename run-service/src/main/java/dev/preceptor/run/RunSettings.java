package dev.preceptor.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The settings of run-service; the broker's address is {@code kafka.bootstrap.servers}, as everywhere. */
@ConfigMapping(prefix = "run")
public interface RunSettings {

    /** The largest message has room for so many of the largest tasks. */
    int TASKS_IN_A_MESSAGE = 4;

    /**
     * How many practice tasks of a run are in flight at most. Not set: 64, or as many as ended within the last second if they are
     * more, up to 512.
     */
    OptionalInt window();

    /** The folder of Kafka Streams' state. It is restored from the broker where it is lost. */
    Path stateDirectory();

    /** The artifact store, {@code preceptor.artifacts.directory} by default: a folder, or a location in S3. */
    String artifactsDirectory();

    /**
     * How many other instances have a replica of each ledger. With one less than there are instances, each instance answers for all
     * runs and takes over at once from another.
     */
    @WithDefault("0")
    int standbyReplicas();

    /**
     * How large a task may be, in bytes of JSON. It travels in each event about it, beside answers and feedback, so that it is
     * never more than a quarter of {@code run.topics.max-message-bytes}.
     */
    @WithDefault("2097152")
    int mostTaskBytes();

    /** {@link #mostTaskBytes} within the limit of the largest message. */
    default int taskBytes() {
        return Math.min(mostTaskBytes(), topics().maxMessageBytes() / TASKS_IN_A_MESSAGE);
    }

    /** How long the artifact store is retried, with exponential backoff, before a run that needs it is HELD. */
    @WithDefault("5m")
    Duration storePatience();

    /** How long a request may wait until the run is visible. */
    @WithDefault("30s")
    Duration visibleWithin();

    /**
     * How long a run is kept after its end; then it is deleted as by {@code DELETE /runs/{id}}. Not set: until a person deletes it.
     */
    Optional<Duration> retention();

    /**
     * The largest set of tasks, or of recorded attempts, in bytes, each element counted with 256 more: sets that are practised
     * on are kept in memory. A quarter of Java's heap by default.
     */
    OptionalLong largestDataSet();

    /** A folder with task files ({@code *.jsonl}) that requests can name. Not set: there are none. */
    Optional<Path> taskSetsDirectory();

    /** How many requests for runs are read at once; others wait. */
    @WithDefault("2")
    int requestsAtOnce();

    /**
     * The address of student-service, whose OpenAI-compatible endpoint completes prompts for checkpoints: {@code http://host:port}. Not
     * set: checkpoints cannot be tried. Callers' tokens are passed on to it.
     */
    Optional<String> studentUrl();

    /** How many completions of checkpoints are in progress at most. */
    @WithDefault("4")
    int completionsAtOnce();

    Topics topics();

    /** Whether tracing is off: {@code quarkus.otel.sdk.disabled}. */
    @WithDefault("true")
    boolean tracesOff();

    /** The settings of topics that are created; existing topics are not changed. */
    interface Topics {

        /** The number of partitions of each topic, except the budget's log, which has one. */
        @WithDefault("4")
        int partitions();

        /** On how many brokers each record is kept, Kafka Streams' own topics included. */
        @WithDefault("1")
        short replication();

        /**
         * How many of those brokers must have a record before it counts as written. By default two, or the only one: then an answer
         * that was paid for survives the loss of a broker's disk, and one of three brokers may be away.
         */
        int minInSyncReplicas();

        /** How long records are kept, in milliseconds; -1 is for ever. */
        @WithDefault("-1")
        long retentionMs();

        /** The largest message, in bytes; {@code preceptor.max-message-bytes} sets it for all services. */
        @WithDefault("8388608")
        int maxMessageBytes();

        /** How long to wait for the broker at the start; after that the process ends. */
        @WithDefault("10m")
        Duration brokerWithin();
    }
}
