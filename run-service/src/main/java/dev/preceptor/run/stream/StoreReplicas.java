package dev.preceptor.run.stream;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.errors.StreamsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How far this instance's replicas of the ledgers can be relied upon, where several instances share them: one instance works on a
 * partition, and the others follow its changes. What a replica has was true a moment ago; that it has something <em>not</em> means
 * that nobody has it only where the replica has caught up.
 */
@ApplicationScoped
class StoreReplicas {

    /** In records: a transaction ends with a marker, which changes nothing. */
    private static final long CAUGHT_UP = 1;

    private final KafkaStreams streams;
    private final String runs;
    private final Admin admin;
    private volatile int partitions;

    StoreReplicas(
            KafkaStreams streams,
            TopicNames names,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> client = new HashMap<>(kafka);
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.streams = streams;
        this.runs = names.of(Topic.RUNS);
        this.admin = Admin.create(client);
    }

    /** @throws LedgersNotReadyException unless a run that this instance does not have is unknown everywhere */
    void requireAllOf(String store, String runId) {
        if (!caughtUp(lags(store).get(partitionOf(runId)))) {
            throw new LedgersNotReadyException();
        }
    }

    /**
     * The partition of a run, by Kafka's default partitioner.
     *
     * @throws LedgersNotReadyException if the broker did not tell yet how many there are
     */
    int partitionOf(String runId) {
        byte[] key = runId.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions();
    }

    /** @throws LedgersNotReadyException unless this instance has the whole store */
    void requireAllOf(String store) {
        Map<Integer, LagInfo> lags = lags(store);
        if (lags.size() < partitions() || !lags.values().stream().allMatch(StoreReplicas::caughtUp)) {
            throw new LedgersNotReadyException();
        }
    }

    /** The partitions of a store that this instance has. */
    Set<Integer> partitionsOf(String store) {
        return lags(store).keySet();
    }

    private static boolean caughtUp(LagInfo lag) {
        return lag != null && lag.offsetLag() <= CAUGHT_UP;
    }

    private Map<Integer, LagInfo> lags(String store) {
        try {
            return streams.allLocalStorePartitionLags().getOrDefault(store, Map.of());
        } catch (StreamsException | IllegalStateException e) {
            throw new LedgersNotReadyException();
        }
    }

    /**
     * The number of partitions of the topics that the ledgers are made of; all have the same number.
     *
     * @throws LedgersNotReadyException if the broker did not tell it yet
     */
    int partitions() {
        if (partitions == 0) {
            try {
                partitions = admin.describeTopics(List.of(runs))
                        .allTopicNames()
                        .get()
                        .get(runs)
                        .partitions()
                        .size();
            } catch (ExecutionException e) {
                throw new LedgersNotReadyException();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LedgersNotReadyException();
            }
        }
        return partitions;
    }

    @PreDestroy
    void close() {
        admin.close();
    }
}
