package dev.preceptor.contracts.task;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the exam tasks that are also practice tasks, under the same id or another one. */
public final class TaskOverlap {

    private TaskOverlap() {}

    /** Says how many of the exam tasks are practice tasks, in words; empty if none is. */
    public static Optional<String> warning(List<TaskSignature> practice, List<TaskSignature> exam) {
        Set<String> ids = new HashSet<>();
        Set<String> contents = new HashSet<>();
        practice.forEach(task -> {
            ids.add(task.id());
            contents.add(task.content());
        });
        long shared = exam.stream()
                .filter(task -> ids.contains(task.id()) || contents.contains(task.content()))
                .count();
        return shared == 0
                ? Optional.empty()
                : Optional.of(shared + " of the " + exam.size()
                        + " exam tasks are also practice tasks, so the exam says "
                        + (shared == exam.size() ? "nothing" : "less") + " about new tasks");
    }
}
