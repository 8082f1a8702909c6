package dev.preceptor.run.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.machine.ClusterState.Reading;
import dev.preceptor.run.machine.ClusterState.Recent;
import dev.preceptor.run.machine.TopicStatus.PartitionLag;
import dev.preceptor.run.machine.TopicStatus.Reader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition FIRST = new TopicPartition("team.attempts", 0);
    private static final TopicPartition SECOND = new TopicPartition("team.attempts", 1);
    private static final TopicPartition DEAD = new TopicPartition("team.attempts-dlq", 0);
    private static final String GROUP = "team.preceptor-executor";
    private static final String REPLAYS = "team.preceptor-dlq-replay";

    private static ConsumerGroupDescription group(String id, TopicPartition... partitions) {
        MemberDescription member = new MemberDescription(
                "member",
                Optional.empty(),
                Optional.empty(),
                "client-1",
                "/10.0.0.1",
                new MemberAssignment(Set.of(partitions)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ConsumerGroupDescription(
                id,
                false,
                List.of(member),
                "range",
                GroupType.CLASSIC,
                GroupState.STABLE,
                Node.noNode(),
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Reading reading(int second, long end) {
        return new Reading(
                START.plusSeconds(second),
                Map.of(FIRST, 10L, SECOND, 0L, DEAD, 1L),
                Map.of(FIRST, end, SECOND, 7L, DEAD, 3L),
                Map.of(GROUP, group(GROUP, FIRST, SECOND), REPLAYS, group(REPLAYS)),
                Map.of(
                        GROUP,
                        Map.of(FIRST, new OffsetAndMetadata(25)),
                        REPLAYS,
                        Map.of(DEAD, new OffsetAndMetadata(1))));
    }

    private static Lag lag(Reading newest, Reading oldest) {
        return new Lag(new Recent(newest, oldest), new TopicNames("team."));
    }

    @Test
    void theLagIsWhatTheGroupHasNotCommittedByPartition() {
        Reading now = reading(0, 30);

        assertThat(lag(now, now).topics())
                .containsExactly(new TopicStatus(
                        "team.attempts",
                        27,
                        null,
                        List.of(new Reader(
                                GROUP,
                                12,
                                List.of(
                                        new PartitionLag(0, 5, "client-1 at 10.0.0.1"),
                                        // Nothing was committed: the group begins with the first record.
                                        new PartitionLag(1, 7, "client-1 at 10.0.0.1")))),
                        2));
        assertThat(lag(now, now).groups())
                .containsExactly(new GroupStatus(
                        GROUP, "Stable", 12, List.of(new GroupStatus.Member("client-1", "10.0.0.1", 2))));
    }

    @Test
    void theRateIsWhatWasWrittenBetweenTwoReadings() {
        assertThat(lag(reading(10, 50), reading(0, 30)).topics().get(0).perSecond())
                .isEqualTo(2.0);
        assertThat(lag(reading(0, 50), reading(0, 30)).topics().get(0).perSecond())
                .isNull();
    }
}
