package dev.preceptor.trainer;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** What the records of the topic {@code runs} say: which runs were cancelled or deleted. */
final class RunStates {

    private static final Logger LOG = Logger.getLogger(RunStates.class);

    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    void read(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            ended.add(record.key());
            return;
        }
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.state() == Run.State.CANCELLED) {
                ended.add(run.runId());
            } else if (run.wish() == null) {
                ended.remove(run.runId());
            }
        } catch (IOException e) {
            LOG.warnf("the topic %s, offset %d, is not a valid run", record.topic(), record.offset());
        }
    }

    /** Whether the run was cancelled or deleted, and has not started again. */
    boolean hasEnded(String runId) {
        return ended.contains(runId);
    }
}
