package dev.preceptor.stage.deadletter;

import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import io.quarkus.logging.LoggingFilter;
import java.util.function.Predicate;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.apache.kafka.common.errors.NotControllerException;

/**
 * Leaves out four failures that libraries log with a stack trace:
 *
 * <ul>
 *   <li>what SmallRye says of a record that is no event, or of an event that fits into no record: {@link DeadLettersWhileServing} says it
 *       in a line;
 *   <li>what SmallRye says of work that the service's shutdown interrupted: the event is delivered again;
 *   <li>what the health check of Kafka Streams says when it is asked while the service stops: its client is closed, as it should be;
 *   <li>what a broker in this process says of a request that came before its controller was elected: the sender repeats the request.
 * </ul>
 *
 * Other failures keep their traces.
 */
@LoggingFilter(name = "expected-failures")
public final class ExpectedFailures implements Filter {

    private static final String MESSAGING = "io.smallrye.reactive.messaging";

    private static final String TOPOLOGY = "io.quarkus.kafka.streams.runtime.KafkaStreamsTopologyManager";

    private static final String CONTROLLER = "kafka.server.ControllerApis";

    /** What {@code org.apache.kafka.clients.admin.KafkaAdminClient} throws once it is being closed. */
    private static final String CLOSING = "AdminClient is closing";

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
        if (logger.startsWith(MESSAGING)) {
            return !hasCause(record, cause -> isNoEvent(cause) || cause instanceof ShuttingDownException);
        }
        if (logger.equals(CONTROLLER)) {
            return !hasCause(record, NotControllerException.class::isInstance);
        }
        return !logger.equals(TOPOLOGY) || !hasCause(record, ExpectedFailures::isClosing);
    }

    private static boolean isNoEvent(Throwable cause) {
        return cause instanceof IncompleteEventException || cause instanceof OversizedEventException;
    }

    private static boolean isClosing(Throwable cause) {
        return cause instanceof IllegalStateException
                && cause.getMessage() != null
                && cause.getMessage().contains(CLOSING);
    }

    private static boolean hasCause(LogRecord record, Predicate<Throwable> expected) {
        for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
            if (expected.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
