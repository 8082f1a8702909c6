package dev.preceptor.cli.taskgeneration;

import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells whether a task is there already, above all among what the exam asks. */
final class Novelty {

    private final double mostOverlap;
    private final List<Known> exam;
    private final List<Known> known;

    /** A task and the words that ask for it. */
    private record Known(Task task, WordRuns words) {

        static Known of(Task task) {
            return new Known(task, WordRuns.of(task.prompt()));
        }
    }

    /**
     * @param mostOverlap the greatest share of a draft's runs of words that another task may have, too
     * @param known what is there already, and no exam
     */
    Novelty(double mostOverlap, List<Task> known, List<Task> exam) {
        this.mostOverlap = mostOverlap;
        this.known = new ArrayList<>(known.stream().map(Known::of).toList());
        this.exam = exam.stream().map(Known::of).toList();
    }

    /** Why the draft's words are those of another task; empty where they are its own. */
    Optional<DropReason> nearness(DraftedTask draft) {
        WordRuns words = WordRuns.of(draft.prompt());
        if (isNear(words, exam)) {
            return Optional.of(DropReason.NEAR_EXAM_TASK);
        }
        return isNear(words, known) ? Optional.of(DropReason.NEAR_KNOWN_TASK) : Optional.empty();
    }

    /** The tasks that ask for a function of the draft's name: exam tasks first. */
    List<Task> rivals(DraftedTask draft) {
        return Stream.concat(exam.stream(), known.stream())
                .map(Known::task)
                .filter(task -> draft.entryPoint().equals(task.entryPoint()))
                .toList();
    }

    /** Why a draft is dropped that passes this rival's tests. */
    DropReason sameAs(String rivalId) {
        return exam.stream().anyMatch(other -> other.task().id().equals(rivalId))
                ? DropReason.SAME_AS_EXAM_TASK
                : DropReason.SAME_AS_KNOWN_TASK;
    }

    /** From now on this task is there. */
    void add(Task task) {
        known.add(Known.of(task));
    }

    private boolean isNear(WordRuns words, List<Known> others) {
        return others.stream().anyMatch(other -> words.shareIn(other.words()) > mostOverlap);
    }
}
