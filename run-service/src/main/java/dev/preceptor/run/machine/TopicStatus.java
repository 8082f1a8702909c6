package dev.preceptor.run.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A topic and those that read it.
 *
 * @param records the records that it holds. The marks of transactions are among them
 * @param perSecond the records written per second, over the last 20 seconds; null until two readings were made
 * @param deadLetters the dead letters from this topic, those included that were sent again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicStatus(String topic, long records, Double perSecond, List<Reader> readers, long deadLetters) {

    /**
     * A consumer group that reads the topic.
     *
     * @param lag the sum over the partitions
     */
    public record Reader(String group, long lag, List<PartitionLag> partitions) {}

    /**
     * The lag of a group in one partition.
     *
     * @param lag the records that the group has not committed. In a topic that is written in transactions, the marker of the last
     *     transaction counts as one record for a few seconds
     * @param owner the member that reads the partition, as client id at host; null if there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartitionLag(int partition, long lag, String owner) {}
}
