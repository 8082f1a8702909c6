package dev.preceptor.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The settings of run-service; the broker's address is {@code kafka.bootstrap.servers}, as everywhere. */
@ConfigMapping(prefix = "run")
public interface RunSettings {

    /** How often the largest task would fit into the largest message. */
    int TASKS_IN_A_MESSAGE = 4;

    /** How many practice tasks of a run are in flight at most. */
    @WithDefault("64")
    int window();

    /** Where Kafka Streams keeps its state between two starts; what is lost there is restored from the broker. */
    Path stateDirectory();

    /** The artifact store, {@code preceptor.artifacts.directory} unless set apart: a folder, or a place in S3. */
    String artifactsDirectory();

    /**
     * How many further instances keep a copy of each ledger: one less than there are instances, so that each of them can answer
     * for all runs, and take over at once what another one worked on.
     */
    @WithDefault("0")
    int standbyReplicas();

    /**
     * How large a task may be, in bytes of JSON. It travels in each event about it, beside answers and feedback, so that it is
     * never more than a quarter of {@code run.topics.max-message-bytes}, whatever is set here.
     */
    @WithDefault("2097152")
    int mostTaskBytes();

    /** The same, bounded by the largest message. */
    default int taskBytes() {
        return Math.min(mostTaskBytes(), topics().maxMessageBytes() / TASKS_IN_A_MESSAGE);
    }

    /** How long the artifact store is tried, with growing pauses, before a run that needs it is HELD. */
    @WithDefault("5m")
    Duration storePatience();

    /** How long a request may wait for the run to be seen. */
    @WithDefault("30s")
    Duration visibleWithin();

    /**
     * How long a run is kept after its end; then it is deleted as {@code DELETE /runs/{id}} does. Not set: until somebody deletes
     * it.
     */
    Optional<Duration> retention();

    /**
     * The largest set of tasks, or of recorded attempts, in bytes, each element counted with 256 more: sets that are practised
     * on are kept in memory. A quarter of Java's heap unless told.
     */
    OptionalLong largestDataSet();

    /** How many requests for runs are read at once; others wait. */
    @WithDefault("2")
    int requestsAtOnce();

    Topics topics();

    /** Whether no traces are begun: {@code quarkus.otel.sdk.disabled}. */
    @WithDefault("true")
    boolean tracesOff();

    /** The topics that are made where they are missing; those that are there are left as they are. */
    interface Topics {

        /** How many partitions each has, but for the budget's ledger, which has one. */
        @WithDefault("4")
        int partitions();

        /** On how many brokers each record is kept, Kafka Streams' own topics included. */
        @WithDefault("1")
        short replication();

        /**
         * How many of those brokers must have a record before it counts as written. By default two, or the only one: an answer that
         * was paid for outlives a broker's disk, and of three brokers one may be away.
         */
        int minInSyncReplicas();

        /** How long records are kept, in milliseconds; -1 is for ever. */
        @WithDefault("-1")
        long retentionMs();

        /** The largest message, in bytes; {@code preceptor.max-message-bytes} sets it for all services. */
        @WithDefault("8388608")
        int maxMessageBytes();

        /** How long to wait for the broker at the start; then the process ends, for whoever runs it to start it again. */
        @WithDefault("10m")
        Duration brokerWithin();
    }
}
