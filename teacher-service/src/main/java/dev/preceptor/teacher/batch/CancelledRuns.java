package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.stage.kafka.TopicFollower;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Follows the topic {@code runs} for runs that were cancelled. */
final class CancelledRuns implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CancelledRuns.class);

    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final TopicFollower runs;

    CancelledRuns(Map<String, Object> broker, String topic) {
        this.runs = new TopicFollower(broker, topic, "preceptor-teacher-cancelled", this::apply);
    }

    void start() {
        runs.start();
    }

    boolean contains(String runId) {
        return cancelled.contains(runId);
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            Run run = Json.mapper().readValue(record.value(), Run.class);
            if (run.state() == Run.State.CANCELLED) {
                cancelled.add(run.runId());
            } else if (run.state() != null) {
                cancelled.remove(run.runId());
            }
        } catch (IOException e) {
            LOG.debugf("offset %d of the topic %s is no run", record.offset(), record.topic());
        }
    }

    @Override
    public void close() {
        runs.close();
    }
}
