package dev.preceptor.cli.report;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import java.util.Comparator;
import java.util.List;

/** Which of many lessons a person is shown: those that show most, and the same ones each time. */
public final class LessonChoice {

    private LessonChoice() {}

    /** A program with a wrong result tells more than one that did not run, and that more than no program at all. */
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
