package dev.preceptor.run.difference;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.event.TaskScore;

/**
 * A task of which two exams have different scores.
 *
 * @param from its score in the first exam
 * @param to its score in the second exam
 */
public record TaskFlip(String taskId, TaskScore from, TaskScore to) {

    /** Whether the share of judged samples that passed is higher in the second exam. */
    @JsonIgnore
    boolean isGain() {
        return to.compareShare(from) > 0;
    }

    @JsonIgnore
    boolean isChange() {
        return to.compareShare(from) != 0;
    }
}
