package dev.preceptor.run.difference;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.stream.LessonQuery;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the samples of practice tasks that ended differently in two runs. It reads the lessons of the first run page by page, and
 * those of the second by their keys; a request reads a bounded number of them, so that a page may be shorter than its limit, or
 * empty, and still have a next one.
 */
@ApplicationScoped
class OutcomeChanges {

    /** The most samples of the first run that one request reads. */
    private static final int MOST_READ = 1_000;

    private static final LessonQuery BRIEF = new LessonQuery(null, null, null, null, true);

    private final RunQueries queries;

    OutcomeChanges(RunQueries queries) {
        this.queries = queries;
    }

    Page<OutcomeChange> between(String from, String to, PageLimits page) {
        Page<Lesson> read = queries.lessons(from, BRIEF, new PageLimits(MOST_READ, page.after()));
        List<OutcomeChange> changes = new ArrayList<>();
        Lesson last = null;
        for (Lesson lesson : read.items()) {
            if (changes.size() == page.limit()) {
                return new Page<>(changes, SampleAddress.place(last.round(), last.taskId(), last.sample()));
            }
            other(to, lesson)
                    .filter(other -> other.outcome() != lesson.outcome())
                    .map(other -> change(lesson, other))
                    .ifPresent(changes::add);
            last = lesson;
        }
        return new Page<>(changes, read.next());
    }

    private Optional<Lesson> other(String runId, Lesson lesson) {
        return queries.lesson(new SampleAddress(runId, lesson.round(), lesson.taskId(), lesson.sample()));
    }

    private static OutcomeChange change(Lesson from, Lesson to) {
        return new OutcomeChange(from.round(), from.taskId(), from.sample(), from.outcome(), to.outcome());
    }
}
