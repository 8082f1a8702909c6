package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.Checkpoint;

/**
 * An exam that cannot be held for a reason of ours. Its run learns of it by a dead letter of the checkpoint; sent again, that letter
 * resumes the exam.
 */
public record HeldExam(ExamOpened opened, String reason) {

    /** The dead letter's event. */
    public Checkpoint checkpoint() {
        return Checkpoint.toExamine(opened.runId(), opened.student(), opened.checkpoint(), opened.plan());
    }
}
