package dev.preceptor.run.job;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Reads the records of jobs. */
final class JobRecord {

    private static final Logger LOG = Logger.getLogger(JobRecord.class);

    private JobRecord() {}

    /** The job of a record; empty if the record deletes it, or if it is not a job, which is logged. */
    static Optional<Job> jobOf(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Event.whole(Json.mapper().readValue(record.value(), Job.class), "job"));
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "the record at offset %d of %s-%d is ignored: %s",
                    record.offset(), record.topic(), record.partition(), firstLine(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
