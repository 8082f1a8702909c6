package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.specification.StudentSpecification;

/** A checkpoint is to be examined. */
public record ExamOpened(String runId, StudentSpecification student, CheckpointReference checkpoint, ExamPlan plan)
        implements ExamEvent {

    public static ExamOpened by(Checkpoint checkpoint) {
        return new ExamOpened(checkpoint.runId(), checkpoint.student(), checkpoint.reference(), checkpoint.exam());
    }

    ExamOpened onTermsOf(StudentSpecification terms) {
        return new ExamOpened(runId, student.onTermsOf(terms), checkpoint, plan);
    }
}
