package dev.preceptor.stage.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.RunDeletion;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class JsonSerdeTest {

    private static final byte[] BROKEN = "no JSON".getBytes(StandardCharsets.UTF_8);

    private final JsonSerde<RunDeletion> serde = JsonSerde.ofEvent(RunDeletion.class, deletion -> {});

    @Test
    void aRecordThatIsNoEventIsAnError() {
        assertThatThrownBy(() -> serde.deserializer().deserialize("topic", BROKEN))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("is no RunDeletion: ");
    }

    @Test
    void aRecordThatIsPassedOverReadsAsNullAndIsNotParsed() {
        assertThat(serde.passingOver(json -> json == BROKEN).deserializer().deserialize("topic", BROKEN))
                .isNull();
    }

    @Test
    void otherRecordsAreReadAsBefore() {
        assertThatThrownBy(() -> serde.passingOver(json -> false).deserializer().deserialize("topic", BROKEN))
                .isInstanceOf(SerializationException.class);
    }
}
