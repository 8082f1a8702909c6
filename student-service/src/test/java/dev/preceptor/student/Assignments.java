package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/** What a student is given, for tests. */
public final class Assignments {

    private Assignments() {}

    public static Assignment of(
            String taskId, StudentSpecification student, CheckpointReference checkpoint, double temperature) {
        Task task = new Task(
                taskId, "Double it.", null, "double", null, List.of("assert double(1) == 2"), null, null, null);
        return new Assignment(
                Assignment.idOf("run", 1, Purpose.PRACTICE, Assignee.STUDENT, taskId, 0, 0),
                "run",
                1,
                Purpose.PRACTICE,
                Assignee.STUDENT,
                task,
                0,
                0,
                student,
                checkpoint,
                new Sampling(temperature, 1.0, 12),
                null,
                null);
    }
}
