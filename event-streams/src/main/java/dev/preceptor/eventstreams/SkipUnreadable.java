package dev.preceptor.eventstreams;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jboss.logging.Logger;

/** One unreadable record must not stop the rest: it is named in the log and passed over. */
public final class SkipUnreadable implements DeserializationExceptionHandler {

    private static final Logger LOG = Logger.getLogger(SkipUnreadable.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
        LOG.warnf(
                "passed over the record at offset %d of %s-%d: %s",
                unreadable.offset(), unreadable.topic(), unreadable.partition(), cause.getMessage());
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
