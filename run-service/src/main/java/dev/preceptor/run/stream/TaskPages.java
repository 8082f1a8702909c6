package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.TaskRow;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Pages of a run's practice tasks with the samples of all rounds. A round's samples are in the order of their keys; the rounds are
 * read side by side. The work of one request is bounded, so that the samples of a task may continue on the next page.
 */
final class TaskPages implements AutoCloseable {

    private static final Comparator<String> BY_BYTES =
            Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** The samples of a round from the page's beginning. */
    private record Round(String prefix, MergedSamples samples) {

        /** The task and sample of the next key. */
        String next() {
            return samples.peekKey().substring(prefix.length());
        }
    }

    private final List<Round> rounds = new ArrayList<>();
    private final LessonQuery query;
    private final PageLimits page;
    private final List<TaskRow> rows = new ArrayList<>();

    private TaskPages(LessonQuery query, PageLimits page) {
        this.query = query;
        this.page = page;
    }

    /**
     * @param partitions all partitions of the ledgers of samples
     * @param rounds how many rounds the run has
     */
    static Page<TaskRow> of(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions,
            String runId,
            int rounds,
            LessonQuery query,
            PageLimits page) {
        try (TaskPages pages = new TaskPages(query, page)) {
            for (int round = 1; round <= rounds; round++) {
                String prefix = SampleAddress.prefix(runId) + round + "/";
                String start = page.after() == null ? prefix : prefix + page.after();
                pages.rounds.add(
                        new Round(prefix, MergedSamples.between(partitions, start, LessonPages.after(prefix))));
            }
            return pages.read();
        }
    }

    private Page<TaskRow> read() {
        String last = page.after();
        int read = 0;
        while (true) {
            String next = next();
            if (next == null) {
                return new Page<>(rows, null);
            }
            if (next.equals(page.after())) {
                take(next);
                continue;
            }
            boolean full = rows.size() == page.limit() && !isOfLastRow(next);
            if (full || read >= LessonPages.MOST_READ) {
                return new Page<>(rows, last);
            }
            List<Lesson> lessons = take(next);
            read += rounds.size();
            add(lessons);
            last = next;
        }
    }

    /** The least task and sample that a round has next; null if all have ended. */
    private String next() {
        return rounds.stream()
                .filter(round -> round.samples().hasNext())
                .map(Round::next)
                .min(BY_BYTES)
                .orElse(null);
    }

    private boolean isOfLastRow(String next) {
        return rows.get(rows.size() - 1).taskId().equals(next.substring(0, next.lastIndexOf('/')));
    }

    /** Takes a sample of a task from each round that has it, and returns the lessons that match the query. */
    private List<Lesson> take(String next) {
        List<Lesson> lessons = new ArrayList<>();
        for (Round round : rounds) {
            if (round.samples().hasNext() && round.next().equals(next)) {
                KeyValue<String, SampleLedger> entry = round.samples().next();
                entry.value.lesson().flatMap(query::answer).ifPresent(lessons::add);
            }
        }
        return lessons;
    }

    private void add(List<Lesson> lessons) {
        for (Lesson lesson : lessons) {
            TaskRow.Cell cell = new TaskRow.Cell(
                    lesson.round(), lesson.sample(), lesson.outcome(), lesson.verdict(), lesson.errorType());
            TaskRow row = rows.isEmpty() ? null : rows.get(rows.size() - 1);
            if (row == null || !row.taskId().equals(lesson.taskId())) {
                row = new TaskRow(lesson.taskId(), new ArrayList<>());
                rows.add(row);
            }
            row.cells().add(cell);
        }
    }

    @Override
    public void close() {
        rounds.forEach(round -> round.samples().close());
    }
}
