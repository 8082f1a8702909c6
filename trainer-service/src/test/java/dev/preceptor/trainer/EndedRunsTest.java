package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EndedRunsTest {

    private final EndedRuns runs = new EndedRuns("localhost:9092", Map.of(), TopicNames.UNPREFIXED);

    @Test
    void aRunThatWasCancelledHasEnded() throws Exception {
        write(RunBuilder.builder().runId("run").state(Run.State.RUNNING).build());
        assertThat(runs.contains("run")).isFalse();

        write(RunBuilder.builder().runId("run").wish(Run.Wish.CANCEL).build());
        assertThat(runs.contains("run")).as("before run-service has decided").isFalse();

        write(RunBuilder.builder().runId("run").state(Run.State.CANCELLED).build());
        assertThat(runs.contains("run")).isTrue();
        assertThat(runs.contains("another")).isFalse();
    }

    @Test
    void aRunThatWasDeletedHasEndedUntilItStartsAgain() throws Exception {
        runs.read(new ConsumerRecord<>("runs", 0, 0, "run", null));
        assertThat(runs.contains("run")).isTrue();

        write(RunBuilder.builder().runId("run").wish(Run.Wish.START).build());
        assertThat(runs.contains("run")).isTrue();

        write(RunBuilder.builder().runId("run").state(Run.State.RUNNING).build());
        assertThat(runs.contains("run")).isFalse();
    }

    @Test
    void whatIsNoRunIsPassedOver() {
        runs.read(new ConsumerRecord<>("runs", 0, 0, "run", "{".getBytes(StandardCharsets.UTF_8)));
        assertThat(runs.contains("run")).isFalse();
    }

    private void write(Run run) throws Exception {
        runs.read(new ConsumerRecord<>("runs", 0, 0, run.key(), Json.mapper().writeValueAsBytes(run)));
    }
}
