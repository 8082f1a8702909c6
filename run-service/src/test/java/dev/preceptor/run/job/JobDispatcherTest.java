package dev.preceptor.run.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which jobs are started and stopped as their records are read and their partitions move. */
class JobDispatcherTest {

    private static final TopicPartition PARTITION = new TopicPartition(TopicNames.UNPREFIXED.of(Topic.COMPARISONS), 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> started = new ArrayList<>();
    private final List<BlockedJob> threads = new ArrayList<>();
    private final JobDispatcher dispatcher =
            new JobDispatcher(TopicNames.UNPREFIXED, List.of(Topic.COMPARISONS), this::start);
    private long offset;

    @Test
    void startsWhatHasNotEndedAfterTheWholePartitionIsRead() throws Exception {
        assign(3);
        add("a", Job.State.RUNNING);
        add("b", Job.State.RUNNING);
        poll();
        assertThat(started).as("before the end").isEmpty();

        add("a", Job.State.FINISHED);
        poll();

        assertThat(started).containsExactly("b");
    }

    @Test
    void recordsOfProgressDoNotStartAJobAgain() throws Exception {
        assign(0);
        add("a", Job.State.RUNNING);
        poll();
        add("a", Job.State.RUNNING);
        poll();
        assertThat(started).containsExactly("a");

        add("a", Job.State.FAILED);
        add("a", Job.State.RUNNING);
        poll();

        assertThat(started).as("requested again").containsExactly("a", "a");
    }

    @Test
    void aRevokedPartitionStopsItsJobsAndAnAssignedOneStartsThem() throws Exception {
        assign(0);
        add("a", Job.State.RUNNING);
        poll();
        threads.get(0).awaitPerforming();

        dispatcher.onPartitionsRevoked(List.of(PARTITION));
        assertThat(threads.get(0).wasInterrupted()).isTrue();

        dispatcher.onPartitionsAssigned(List.of(PARTITION));
        add("a", Job.State.RUNNING);
        poll();
        assertThat(started).containsExactly("a", "a");
    }

    @Test
    void aDeletedJobIsStoppedAndUnknownStatesAreLeftAlone() throws Exception {
        assign(0);
        add("a", Job.State.RUNNING);
        add("b", Job.State.UNKNOWN);
        poll();
        threads.get(0).awaitPerforming();

        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset++, "a", null));
        poll();

        assertThat(threads.get(0).wasInterrupted()).isTrue();
        assertThat(started).containsExactly("a");
    }

    @Test
    void aRecordThatIsNoJobIsPassedOver() throws Exception {
        assign(0);
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset++, "x", "{".getBytes()));
        add("a", Job.State.RUNNING);
        poll();

        assertThat(started).containsExactly("a");
    }

    private JobThread start(Topic topic, Job job) {
        started.add(job.id());
        BlockedJob blocked = new BlockedJob();
        threads.add(blocked);
        JobThread thread = new JobThread(blocked, job, record -> {}, Duration.ZERO);
        thread.start();
        return thread;
    }

    /** @param end of the partition at the assignment */
    private void assign(long end) {
        dispatcher.begin(consumer);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.rebalance(List.of(PARTITION));
    }

    private void add(String id, Job.State state) throws JsonProcessingException {
        Job job = Records.job(id).withState(state);
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), 0, offset++, id, Json.mapper().writeValueAsBytes(job)));
    }

    private void poll() {
        dispatcher.polled(consumer, consumer.poll(Duration.ZERO));
    }
}
