package dev.preceptor.stage.deadletter;

import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.OversizedEventException;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Leaves out what SmallRye says, with a stack trace, of a record that is no event, or of an event that fits into no record: {@link DeadLettersWhileServing} says it in a
 * line. Other failures keep their traces.
 */
@LoggingFilter(name = "expected-failures")
public final class ExpectedFailures implements Filter {

    private static final String MESSAGING = "io.smallrye.reactive.messaging";

    @Override
    public boolean isLoggable(LogRecord record) {
        return record.getLoggerName() == null
                || !record.getLoggerName().startsWith(MESSAGING)
                || !isExpected(record.getThrown());
    }

    private static boolean isExpected(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IncompleteEventException || cause instanceof OversizedEventException) {
                return true;
            }
        }
        return false;
    }
}
