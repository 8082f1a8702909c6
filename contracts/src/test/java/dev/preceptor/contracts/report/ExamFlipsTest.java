package dev.preceptor.contracts.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TaskScore;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamFlipsTest {

    private static final List<TaskScore> BEFORE = List.of(
            score("a", 4, 2), score("b", 4, 3), score("c", 4, 0), score("d", 4, 4), score("e", 0, 0), score("g", 4, 2));
    private static final List<TaskScore> AFTER = List.of(
            score("f", 4, 4),
            score("e", 4, 4),
            score("d", 4, 4),
            score("c", 4, 4),
            score("b", 4, 2),
            score("a", 2, 2),
            score("g", 2, 1));

    @Test
    void aTaskFlipsWhereTheShareOfItsSamplesThatPassedDiffers() {
        ExamFlips flips = ExamFlips.of(0, BEFORE, 2, AFTER, 10);

        assertThat(flips.gained()).isEqualTo(2);
        assertThat(flips.lost()).isEqualTo(1);
        assertThat(flips.tasks())
                .containsExactly(
                        new ExamFlips.Task("a", true, score("a", 4, 2), score("a", 2, 2)),
                        new ExamFlips.Task("c", true, score("c", 4, 0), score("c", 4, 4)),
                        new ExamFlips.Task("b", false, score("b", 4, 3), score("b", 4, 2)));
    }

    @Test
    void countsMoreThanItLists() {
        ExamFlips flips = ExamFlips.of(0, BEFORE, 2, AFTER, 1);

        assertThat(flips.gained()).isEqualTo(2);
        assertThat(flips.tasks()).extracting(ExamFlips.Task::taskId).containsExactly("a", "b");
    }

    private static TaskScore score(String task, int samples, int passed) {
        return new TaskScore(task, samples, passed, 0);
    }
}
