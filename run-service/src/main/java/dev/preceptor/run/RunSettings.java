package dev.preceptor.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** The settings of run-service; the broker's address is {@code kafka.bootstrap.servers}, as everywhere. */
@ConfigMapping(prefix = "run")
public interface RunSettings {

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

    /** How long a request may wait for the run to be seen. */
    @WithDefault("30s")
    Duration visibleWithin();

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

        /** How long records are kept, in milliseconds; -1 is for ever. */
        @WithDefault("-1")
        long retentionMs();

        /** The largest message, in bytes: a training job names each of its examples. */
        @WithDefault("8388608")
        int maxMessageBytes();

        /** How long to wait for the broker at the start; then the process ends, for whoever runs it to start it again. */
        @WithDefault("10m")
        Duration brokerWithin();
    }
}
