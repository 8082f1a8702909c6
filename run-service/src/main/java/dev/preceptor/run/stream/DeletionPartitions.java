package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.RunDeletion;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** A deletion goes to all partitions, or to the one that it names. */
final class DeletionPartitions implements StreamPartitioner<String, RunDeletion> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, RunDeletion deletion, int count) {
        return Optional.of(
                deletion.partition() == null
                        ? IntStream.range(0, count).boxed().collect(Collectors.toSet())
                        : Set.of(deletion.partition()));
    }
}
