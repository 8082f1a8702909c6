package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.RunDeletion;

/**
 * A run was deleted.
 *
 * @param at milliseconds since the epoch; exams that were opened later belong to a run that was asked for anew
 */
public record RunDeleted(String runId, long at) implements ExamEvent {

    public static RunDeleted by(RunDeletion deletion) {
        return new RunDeleted(deletion.runId(), deletion.at().toEpochMilli());
    }
}
