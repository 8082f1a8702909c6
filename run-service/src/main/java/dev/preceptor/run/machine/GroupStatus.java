package dev.preceptor.run.machine;

import java.util.List;

/**
 * A consumer group.
 *
 * @param state of Kafka: {@code Stable}, {@code Empty}, {@code PreparingRebalance} ...
 * @param lag over all topics
 */
public record GroupStatus(String group, String state, long lag, List<Member> members) {

    /** A member of a group, and the number of partitions that it reads. */
    public record Member(String client, String host, int partitions) {}
}
