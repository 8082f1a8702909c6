package dev.preceptor.cli.report;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import java.util.Comparator;
import java.util.List;

/** Chooses the lessons that a report shows: the most instructive ones, always the same for the same run. */
public final class LessonChoice {

    private LessonChoice() {}

    /** The first {@code count} lessons: programs with a wrong result, then programs that did not run, then answers without a program. */
    public static List<Lesson> of(List<Lesson> lessons, int count) {
        return lessons.stream()
                .sorted(Comparator.comparingInt(LessonChoice::rank)
                        .thenComparingInt(Lesson::round)
                        .thenComparing(Lesson::taskId)
                        .thenComparingInt(Lesson::sample))
                .limit(count)
                .toList();
    }

    private static int rank(Lesson lesson) {
        if (lesson.attempt() == null || lesson.attempt().isBlank()) {
            return 2;
        }
        return lesson.verdict() == Verdict.FAILED ? 0 : 1;
    }
}
