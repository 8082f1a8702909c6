package dev.preceptor.contracts;

import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The maximum size of a record in the topics. A stage checks an event's size before it sends the event: if a producer
 * rejects a record within a transaction, the transaction aborts, even if a Kafka Streams exception handler chooses to
 * continue, and the input is then processed again forever.
 *
 * @param bytes the maximum bytes of a whole record: {@code max.message.bytes} of the topics
 */
public record RecordLimit(int bytes) {

    /** The limit of the topics that run-service creates by default. */
    public static final int DEFAULT_BYTES = 8 * 1024 * 1024;

    /** Bytes reserved for the key and the headers, including those of a dead letter. */
    private static final int MOST_ROOM = 64 * 1024;

    private static final int SHARE_OF_ROOM = 8;

    /** Returns a one-line message if an event does not fit into a record, otherwise empty. */
    public Optional<String> excess(Event event) {
        long size = sizeOf(event);
        return size <= mostJson() ? Optional.empty() : Optional.of(excess(event, size));
    }

    /** Whether an event whose JSON is this fits into a record. */
    public boolean holds(byte[] json) {
        return json.length <= mostJson();
    }

    /**
     * Serialises an event that fits into a record.
     *
     * @return its JSON
     * @throws OversizedEventException if the event does not fit into a record
     */
    public byte[] fitting(Event event) {
        byte[] json = Json.bytes(event);
        if (!holds(json)) {
            throw new OversizedEventException(excess(event, json.length));
        }
        return json;
    }

    private int mostJson() {
        return bytes - Math.min(MOST_ROOM, bytes / SHARE_OF_ROOM);
    }

    private String excess(Event event, long size) {
        return "the " + event.getClass().getSimpleName() + " of " + event.key() + " takes " + size
                + " bytes as JSON, more than the " + mostJson() + " that a record can hold"
                + " (preceptor.max-message-bytes)";
    }

    /** Returns the size of an object as JSON, in bytes. */
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
