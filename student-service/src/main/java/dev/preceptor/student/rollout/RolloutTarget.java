package dev.preceptor.student.rollout;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;

/** A checkpoint of a run, for the servers of the run's student. */
record RolloutTarget(String runId, StudentSpecification student, CheckpointReference checkpoint) {

    static RolloutTarget of(Assignment assignment) {
        return new RolloutTarget(assignment.runId(), assignment.student(), assignment.checkpoint());
    }

    /** The name by which the servers know the checkpoint. Another checkpoint has another name. */
    String name() {
        return student.served(runId, checkpoint);
    }

    /** Whether it is the student as it came, which the servers were started with. */
    boolean isBase() {
        return checkpoint.round() == 0;
    }
}
