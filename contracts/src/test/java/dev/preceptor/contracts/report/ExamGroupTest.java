package dev.preceptor.contracts.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TaskScore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExamGroupTest {

    private static TaskScore score(String id, int samples, int passed) {
        return new TaskScore(id, samples, passed, 2 - samples);
    }

    @Test
    void tasksAreGroupedByTheirIdsUpToTheLastSlash() {
        assertThat(ExamGroup.of(List.of(
                        score("lib/rare/1", 2, 0),
                        score("lib/common/2", 2, 2),
                        score("lib/common/3", 2, 1),
                        score("lib/rare/4", 1, 1),
                        score("lib/rare/5", 0, 0))))
                .containsExactly(new ExamGroup("lib/common", 2, 0.75), new ExamGroup("lib/rare", 2, 0.5));
    }

    @Test
    void oneGroupOrVeryManyAreNone() {
        assertThat(ExamGroup.of(List.of(score("lib/1", 1, 1), score("lib/2", 1, 1))))
                .isEmpty();
        assertThat(ExamGroup.of(IntStream.range(0, 13)
                        .mapToObj(group -> score(group + "/1", 1, 1))
                        .toList()))
                .isEmpty();
        assertThat(ExamGroup.of(List.of(score("plain", 1, 1), score("other", 1, 0))))
                .isEmpty();
    }
}
