package dev.preceptor.stage.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.kafka.common.errors.NotControllerException;
import org.junit.jupiter.api.Test;

class ExpectedFailuresTest {

    private static final String MESSAGING = "io.smallrye.reactive.messaging.provider";
    private static final Throwable NO_EVENT = catchThrowable(() -> Event.whole((Attempt) null, "attempt"));

    @Test
    void theTraceOfARecordThatIsNoEventIsLeftOut() {
        assertThat(isLogged(MESSAGING, new RuntimeException(NO_EVENT))).isFalse();
    }

    @Test
    void theTraceOfWorkThatTheShutdownInterruptedIsLeftOut() {
        assertThat(isLogged(MESSAGING, new CompletionException(new ShuttingDownException())))
                .isFalse();
    }

    @Test
    void otherTracesAreNot() {
        assertThat(isLogged(MESSAGING, new IllegalStateException("broken"))).isTrue();
        assertThat(isLogged(MESSAGING, null)).isTrue();
        assertThat(isLogged("dev.preceptor.executor", NO_EVENT)).isTrue();
    }

    @Test
    void theHealthCheckOfAServiceThatStopsIsLeftOut() {
        String topology = "io.quarkus.kafka.streams.runtime.KafkaStreamsTopologyManager";
        Throwable closing = new IllegalStateException("Cannot accept new calls when AdminClient is closing.");

        assertThat(isLogged(topology, new ExecutionException(closing))).isFalse();
        assertThat(isLogged(topology, new ExecutionException(new IllegalStateException("no broker"))))
                .isTrue();
        assertThat(isLogged("dev.preceptor.run", closing)).isTrue();
    }

    @Test
    void aRequestBeforeTheElectionOfTheControllerIsLeftOut() {
        String controller = "kafka.server.ControllerApis";
        Throwable early = new NotControllerException("The active controller appears to be node 1.");

        assertThat(isLogged(controller, new CompletionException(early))).isFalse();
        assertThat(isLogged(controller, new CompletionException(new IllegalStateException("disk"))))
                .isTrue();
        assertThat(isLogged("kafka.server.KafkaApis", early)).isTrue();
    }

    private static boolean isLogged(String logger, Throwable thrown) {
        LogRecord record = new LogRecord(Level.SEVERE, "The method has thrown an exception");
        record.setLoggerName(logger);
        record.setThrown(thrown);
        return new ExpectedFailures().isLoggable(record);
    }
}
