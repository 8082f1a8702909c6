package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides whether a draft differs from all known tasks and exam tasks. */
final class Novelty {

    private final double mostOverlap;
    private final List<Known> exam;
    private final List<Known> known;

    /** A reason to drop a draft, and the task that the draft repeats. */
    record Repetition(DropReason reason, String detail) {}

    /** A task with the word n-grams of its prompt. */
    private record Known(Task task, WordRuns words) {

        static Known of(Task task) {
            return new Known(task, WordRuns.of(task.prompt()));
        }
    }

    /**
     * @param mostOverlap the maximum share, from 0 to 1, of a draft's word n-grams that another task may contain
     * @param known the seeds; accepted tasks are added later
     */
    Novelty(double mostOverlap, List<Task> known, List<Task> exam) {
        this.mostOverlap = mostOverlap;
        this.known = new ArrayList<>(known.stream().map(Known::of).toList());
        this.exam = exam.stream().map(Known::of).toList();
    }

    /** The reason to drop a draft whose prompt is too similar to that of another task; empty if it is not. */
    Optional<Repetition> nearness(DraftedTask draft) {
        WordRuns words = WordRuns.of(draft.prompt());
        return nearest(words, exam, DropReason.NEAR_EXAM_TASK)
                .or(() -> nearest(words, known, DropReason.NEAR_KNOWN_TASK));
    }

    /** The tasks whose function has the same name as the draft's, exam tasks first. */
    List<Task> rivals(DraftedTask draft) {
        return Stream.concat(exam.stream(), known.stream())
                .map(Known::task)
                .filter(task -> draft.entryPoint().equals(task.entryPoint()))
                .toList();
    }

    /** The reason to drop a draft whose solution passes the tests of this rival. */
    Repetition sameAs(String rivalId) {
        DropReason reason = exam.stream().anyMatch(other -> other.task().id().equals(rivalId))
                ? DropReason.SAME_AS_EXAM_TASK
                : DropReason.SAME_AS_KNOWN_TASK;
        return new Repetition(reason, "its solution passes the tests of " + rivalId);
    }

    /** Adds an accepted task to the known tasks. */
    void add(Task task) {
        known.add(Known.of(task));
    }

    private Optional<Repetition> nearest(WordRuns words, List<Known> others, DropReason reason) {
        return others.stream()
                .max(Comparator.comparingDouble(other -> words.shareIn(other.words())))
                .filter(other -> words.shareIn(other.words()) > mostOverlap)
                .map(other -> new Repetition(
                        reason,
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of its sequences of words are also in %s",
                                100 * words.shareIn(other.words()),
                                other.task().id())));
    }
}
