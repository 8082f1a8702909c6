package dev.preceptor.run.exam;

import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Pages of lists that are sorted by task id. The cursor is the id of the last task of the page. */
public final class TaskScorePages {

    private TaskScorePages() {}

    /** The scores that match, sorted by task id. */
    static Page<TaskScore> of(List<TaskScore> scores, ScoreFilter filter, PageLimits page) {
        return page(scores.stream().filter(filter::matches).toList(), TaskScore::taskId, page);
    }

    /** The part of a list, in the order of the task ids, that a request asks for. */
    public static <T> Page<T> page(List<T> all, Function<T, String> taskId, PageLimits page) {
        List<T> rest = all.stream()
                .filter(each -> page.after() == null || taskId.apply(each).compareTo(page.after()) > 0)
                .sorted(Comparator.comparing(taskId))
                .limit(page.limit() + 1L)
                .toList();
        if (rest.size() <= page.limit()) {
            return new Page<>(rest, null);
        }
        List<T> items = rest.subList(0, page.limit());
        return new Page<>(items, taskId.apply(items.get(items.size() - 1)));
    }
}
