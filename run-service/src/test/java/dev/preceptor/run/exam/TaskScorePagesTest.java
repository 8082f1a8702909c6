package dev.preceptor.run.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskScorePagesTest {

    private static final ScoreFilter ALL = new ScoreFilter(null, null);

    private final List<TaskScore> scores = List.of(
            new TaskScore("set/c", 2, 1, 0),
            new TaskScore("set/a", 2, 2, 0),
            new TaskScore("set/d", 0, 0, 2),
            new TaskScore("set/b", 2, 0, 0));

    private static List<String> ids(Page<TaskScore> page) {
        return page.items().stream().map(TaskScore::taskId).toList();
    }

    @Test
    void thePagesTogetherAreTheTasksInTheOrderOfTheirIds() {
        List<String> ids = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            Page<TaskScore> page = TaskScorePages.of(scores, ALL, new PageLimits(2, after));
            ids.addAll(ids(page));
            after = page.next();
            pages++;
        } while (after != null);

        assertThat(ids).containsExactly("set/a", "set/b", "set/c", "set/d");
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void tasksAreSelectedByResultAndText() {
        PageLimits page = new PageLimits(10, null);

        assertThat(ids(TaskScorePages.of(scores, new ScoreFilter(ScoreFilter.Result.PASSED, null), page)))
                .containsExactly("set/a");
        assertThat(ids(TaskScorePages.of(scores, new ScoreFilter(ScoreFilter.Result.FAILED, null), page)))
                .containsExactly("set/b");
        assertThat(ids(TaskScorePages.of(scores, new ScoreFilter(ScoreFilter.Result.PARTLY, null), page)))
                .containsExactly("set/c");
        assertThat(ids(TaskScorePages.of(scores, new ScoreFilter(ScoreFilter.Result.FAULTED, null), page)))
                .containsExactly("set/d");
        assertThat(ids(TaskScorePages.of(scores, new ScoreFilter(null, " SET/B "), page)))
                .containsExactly("set/b");
    }
}
