package dev.preceptor.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    @TempDir
    Path folder;

    @Test
    void keepsWhatItWasSentOverARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Records.makeTopic(broker.bootstrapServers(), "lessons");
            Records.send(broker.bootstrapServers(), "lessons", "one");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Records.send(broker.bootstrapServers(), "lessons", "two");
            assertThat(Records.readAll(broker.bootstrapServers(), "lessons", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void keepsWhatItWasSentWhenItsProcessIsKilled() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder)) {
            Records.makeTopic(broker.bootstrapServers(), "lessons");
            Records.send(broker.bootstrapServers(), "lessons", "one");
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                    .hasMessageContaining(folder + " is in use by another process");
            broker.kill();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            Records.send(broker.bootstrapServers(), "lessons", "two");
            assertThat(Records.readAll(broker.bootstrapServers(), "lessons", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void makesNoTopicByAccident() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThatThrownBy(() -> Records.send(broker.bootstrapServers(), "misspelt", "one"))
                    .hasMessageContaining("misspelt");
        }
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("port %d for the embedded broker is in use by another process: choose another"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void letsAFolderBeUsedByOneBrokerOnly() {
        try (EmbeddedBroker first = EmbeddedBroker.start(folder, 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(folder + " is in use by another process");
        }
    }

    @Test
    void saysThatAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("kafka"), 0))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("cannot use " + file.resolve("kafka") + " as data directory");
    }
}
