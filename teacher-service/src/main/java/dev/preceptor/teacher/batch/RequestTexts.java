package dev.preceptor.teacher.batch;

import dev.preceptor.teaching.RefinementRequest;
import java.util.NavigableMap;
import java.util.function.BiPredicate;
import org.apache.kafka.common.TopicPartition;

/** Reads waiting requests with their texts. */
interface RequestTexts {

    /**
     * Reads these requests of one partition, in the order of their offsets.
     *
     * @param reader gets null in place of a request that the topic does not have any more; returns false where no further request is
     *     needed
     * @throws org.apache.kafka.common.KafkaException if the topic cannot be read
     */
    void read(
            TopicPartition partition,
            NavigableMap<Long, WaitingRequest> wanted,
            BiPredicate<WaitingRequest, RefinementRequest> reader);
}
