package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.TrainingExample;
import java.util.List;

/** What follows from an event. */
public sealed interface Decision {

    /** It is nothing to the teacher. */
    record Ignore() implements Decision {}

    /** The teacher is asked. */
    record Ask(Question question) implements Decision {}

    /** The student has something to learn. */
    record Teach(List<TrainingExample> examples) implements Decision {}
}
