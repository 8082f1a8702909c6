package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.task.StudentPrompt;

/** What an assignment asks a student. */
public final class AssignedPrompt {

    private AssignedPrompt() {}

    /** The task, or the earlier attempt at it with what was wrong. */
    public static StudentPrompt of(Assignment assignment) {
        return assignment.earlier() == null
                ? StudentPrompt.forTask(assignment.task())
                : StudentPrompt.forRefinement(
                        assignment.task(),
                        assignment.earlier().code(),
                        assignment.earlier().feedback());
    }
}
