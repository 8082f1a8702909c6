package dev.preceptor.teacher.batch;

import dev.preceptor.teacher.budget.CallIds;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/**
 * A request that waits for a batch, without its text.
 *
 * @param group the run and the rung
 * @param since when it was written
 */
record WaitingRequest(
        TopicPartition partition, long offset, String group, CallIds callIds, String refinementId, Instant since) {}
