package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import java.util.List;

/**
 * A training example that was made of a lesson.
 *
 * @param pair {@code SOLVE}: task to program; {@code REFINE}: task, attempt and feedback to program
 * @param prompt the text that the student is prompted with; null in lists of lessons
 * @param completion the program to learn; null in lists of lessons
 * @param trained the checkpoints that were trained on it, the earliest first; null in lists of lessons
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LessonExample(
        String id, String pair, String prompt, String completion, List<CheckpointReference> trained) {

    /** An example in a list of lessons. */
    public static LessonExample listed(String id, String pair) {
        return new LessonExample(id, pair, null, null, null);
    }
}
