package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.stage.stream.JsonSerde;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ledgers as an earlier version wrote them into its state store. */
class StoredLedgerTest {

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "training", "held", "finished", "deleted"})
    void isReadAndWrittenUnchanged(String name) throws IOException {
        JsonNode stored = Json.mapper().readTree(bytes(name));

        assertThat(Json.mapper().readTree(RunDriver.json(read(name)))).isEqualTo(stored);
    }

    @Test
    void aRunThatWaitsForTheArtifactStoreIsTriedAgain() throws IOException {
        RunLedger waiting = read("waiting");

        assertThat(waiting.waits()).isTrue();
        assertThat(waiting.storeRetryIsDue(Long.MAX_VALUE)).isTrue();
        assertThat(waiting.report().reason()).contains("connection refused");
    }

    @Test
    void aHeldRunKeepsItsRoundsExamsAndTimes() throws IOException {
        RunLedger held = read("held");

        assertThat(held.run().state()).isEqualTo(Run.State.HELD);
        assertThat(held.round()).isEqualTo(2);
        assertThat(held.student().round()).isEqualTo(1);
        assertThat(held.report().ledger()).isEqualTo(new Ledger(3, 2, 0, 0, 0));
        assertThat(held.report().exams()).hasSize(1);
        assertThat(held.report().seconds()).containsEntry("exam-0", 30.0);
    }

    @Test
    void aDeletedRunStaysDeleted() throws IOException {
        assertThat(read("finished").isDeleted()).isFalse();
        assertThat(read("deleted").isDeleted()).isTrue();
        assertThat(read("deleted").isDeletionComplete()).isTrue();
    }

    private static RunLedger read(String name) throws IOException {
        return JsonSerde.ofState(RunLedger.class).deserializer().deserialize("store", bytes(name));
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream file = StoredLedgerTest.class.getResourceAsStream("/run-ledgers/" + name + ".json")) {
            return file.readAllBytes();
        }
    }
}
