package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;
import java.util.List;

/** What the teacher does about an event. */
public sealed interface Decision {

    /** Nothing. */
    record Ignore() implements Decision {}

    /** Request a refinement from the teacher. */
    record RequestRefinement(RefinementRequest request) implements Decision {}

    /** Request a score of the student's attempt from the teacher. */
    record RequestScore(ScoreRequest request) implements Decision {}

    /** Let the student correct its own attempt. */
    record AssignToStudent(Assignment assignment) implements Decision {}

    /** Emit training examples. */
    record EmitExamples(List<TrainingExample> examples) implements Decision {}
}
