package dev.preceptor.stage.deadletter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final byte[] EVENT = "{\"verdict\": \"DISQUALIFIED\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatTheServiceCouldReadIsItsValue() {
        assertThat(DeadLetter.of(letter(EVENT)).value()).isEqualTo(EVENT);
    }

    @Test
    void whatTheServiceCouldNotReadIsStillThere() {
        ConsumerRecord<String, byte[]> letter = letter("null".getBytes(StandardCharsets.UTF_8));
        letter.headers().add("deserialization-failure-value-data", EVENT);
        letter.headers().add("deserialization-failure-reason", "unknown verdict".getBytes(StandardCharsets.UTF_8));

        DeadLetter read = DeadLetter.of(letter);
        assertThat(read.value()).isEqualTo(EVENT);
        assertThat(read.text()).contains("DISQUALIFIED");
        assertThat(read.headers()).containsOnlyKeys("deserialization-failure-reason");
    }

    @Test
    void aLetterOfItsKeyAloneHasNoValue() {
        assertThat(DeadLetter.of(letter("null".getBytes(StandardCharsets.UTF_8)))
                        .value())
                .isNull();
        assertThat(DeadLetter.of(letter(null)).value()).isNull();
    }

    private static ConsumerRecord<String, byte[]> letter(byte[] value) {
        return new ConsumerRecord<>("test-results-dlq", 0, 7, "run-a/t/1", value);
    }
}
