package dev.preceptor.teacher.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The requests of one partition that are read and not done, and the offset up to which all are done. Not thread-safe. */
final class BatchQueue {

    private final NavigableMap<Long, WaitingRequest> open = new TreeMap<>();
    private long next;
    private long committed = -1;

    /** Notes that the record at an offset was read. */
    void read(long offset) {
        next = offset + 1;
    }

    void add(WaitingRequest request) {
        open.put(request.offset(), request);
    }

    void done(WaitingRequest request) {
        open.remove(request.offset());
    }

    Collection<WaitingRequest> open() {
        return new ArrayList<>(open.values());
    }

    int size() {
        return open.size();
    }

    /** The offset to commit, that of the first request that is not done; empty if it was returned before. */
    OptionalLong toCommit() {
        long first = open.isEmpty() ? next : open.firstKey();
        if (first <= committed || first == 0) {
            return OptionalLong.empty();
        }
        committed = first;
        return OptionalLong.of(first);
    }

    /** Requests of one partition by offset. */
    static NavigableMap<Long, WaitingRequest> byOffset(Collection<WaitingRequest> requests) {
        NavigableMap<Long, WaitingRequest> sorted = new TreeMap<>();
        requests.forEach(request -> sorted.put(request.offset(), request));
        return sorted;
    }

    /** Requests in the order in which they were written. */
    static List<WaitingRequest> oldestFirst(Collection<WaitingRequest> requests, int most) {
        return requests.stream()
                .sorted(Comparator.comparing(WaitingRequest::offset))
                .limit(most)
                .toList();
    }

    /** The partitions of requests, each with its requests by offset. */
    static List<NavigableMap<Long, WaitingRequest>> byPartition(Collection<WaitingRequest> requests) {
        return requests.stream()
                .map(WaitingRequest::partition)
                .distinct()
                .map(partition -> of(partition, requests))
                .toList();
    }

    private static NavigableMap<Long, WaitingRequest> of(
            TopicPartition partition, Collection<WaitingRequest> requests) {
        return byOffset(requests.stream()
                .filter(request -> request.partition().equals(partition))
                .toList());
    }
}
