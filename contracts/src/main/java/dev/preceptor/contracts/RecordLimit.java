package dev.preceptor.contracts;

import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The largest record that the topics take. Who makes an event looks before it is sent: a record that a producer refuses within a
 * transaction aborts that, also where a handler of Kafka Streams passes it over, so that it comes up again without end.
 *
 * @param bytes of a whole record: {@code max.message.bytes} of the topics
 */
public record RecordLimit(int bytes) {

    /** Of topics as run-service makes them. */
    public static final int DEFAULT_BYTES = 8 * 1024 * 1024;

    /** For key and headers, those of a dead letter among them. */
    private static final int MOST_ROOM = 64 * 1024;

    private static final int SHARE_OF_ROOM = 8;

    /** Why an event does not fit, in one line; empty where it does. */
    public Optional<String> excess(Event event) {
        long size = sizeOf(event);
        int most = bytes - Math.min(MOST_ROOM, bytes / SHARE_OF_ROOM);
        return size <= most
                ? Optional.empty()
                : Optional.of("the " + event.getClass().getSimpleName() + " of " + event.key() + " takes " + size
                        + " bytes as JSON, more than the " + most + " that a record can hold"
                        + " (preceptor.max-message-bytes)");
    }

    /** @throws OversizedEventException where the event does not fit */
    public <E extends Event> E fitting(E event) {
        excess(event).ifPresent(problem -> {
            throw new OversizedEventException(problem);
        });
        return event;
    }

    /** How many bytes something takes as JSON. */
    public static long sizeOf(Object value) {
        Count count = new Count();
        try {
            Json.mapper().writeValue(count, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count.bytes;
    }

    private static final class Count extends OutputStream {

        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
