package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RunStatesTest {

    private final RunStates runs = new RunStates();

    @Test
    void aRunThatWasCancelledHasEnded() throws Exception {
        write(RunBuilder.builder().runId("run").state(Run.State.RUNNING).build());
        assertThat(runs.hasEnded("run")).isFalse();

        write(RunBuilder.builder().runId("run").wish(Run.Wish.CANCEL).build());
        assertThat(runs.hasEnded("run")).as("before run-service has decided").isFalse();

        write(RunBuilder.builder().runId("run").state(Run.State.CANCELLED).build());
        assertThat(runs.hasEnded("run")).isTrue();
        assertThat(runs.hasEnded("another")).isFalse();
    }

    @Test
    void aRunThatWasDeletedHasEndedUntilItStartsAgain() throws Exception {
        runs.read(new ConsumerRecord<>("runs", 0, 0, "run", null));
        assertThat(runs.hasEnded("run")).isTrue();

        write(RunBuilder.builder().runId("run").wish(Run.Wish.START).build());
        assertThat(runs.hasEnded("run")).isTrue();

        write(RunBuilder.builder().runId("run").state(Run.State.RUNNING).build());
        assertThat(runs.hasEnded("run")).isFalse();
    }

    @Test
    void whatIsNoRunIsPassedOver() {
        runs.read(new ConsumerRecord<>("runs", 0, 0, "run", "{".getBytes(StandardCharsets.UTF_8)));
        assertThat(runs.hasEnded("run")).isFalse();
    }

    private void write(Run run) throws Exception {
        runs.read(new ConsumerRecord<>("runs", 0, 0, run.key(), Json.mapper().writeValueAsBytes(run)));
    }
}
