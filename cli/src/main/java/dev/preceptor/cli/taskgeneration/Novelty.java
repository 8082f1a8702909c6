package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.taskgeneration.Draft.UnusableException;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Keeps out what is there already, above all what the exam asks. */
final class Novelty {

    private final double mostOverlap;
    private final List<Task> known;
    private final List<Task> exam;
    private final Function<Program, Judgement> sandbox;

    /** @param mostOverlap the greatest share of a draft's runs of words that another task may have, too */
    Novelty(double mostOverlap, Collection<Task> known, Collection<Task> exam, Function<Program, Judgement> sandbox) {
        this.mostOverlap = mostOverlap;
        this.known = new ArrayList<>(known);
        this.exam = List.copyOf(exam);
        this.sandbox = sandbox;
    }

    /** @throws UnusableException if the draft is too near to a task that is known, or to one of the exam */
    void require(Draft draft) throws UnusableException {
        require(draft, exam, DropReason.NEAR_EXAM_TASK, DropReason.SAME_AS_EXAM_TASK);
        require(draft, known, DropReason.NEAR_KNOWN_TASK, DropReason.SAME_AS_KNOWN_TASK);
    }

    /** From now on this task is known. */
    void add(Task task) {
        known.add(task);
    }

    private void require(Draft draft, List<Task> others, DropReason near, DropReason same) throws UnusableException {
        for (Task other : others) {
            if (WordOverlap.of(draft.prompt(), other.prompt()) > mostOverlap) {
                throw new UnusableException(near);
            }
        }
        for (Task other : others) {
            if (draft.entryPoint().equals(other.entryPoint())
                    && sandbox.apply(new Program(draft.solution(), TestSuite.of(other)))
                            .verdict()
                            .passed()) {
                throw new UnusableException(same);
            }
        }
    }
}
