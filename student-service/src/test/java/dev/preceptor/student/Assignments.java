package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/** What a student is given, for tests. */
public final class Assignments {

    private Assignments() {}

    /** The same assignment in a run in which a teacher scores attempts. */
    public static Assignment scored(Assignment assignment) {
        TeacherSpecification self =
                TeacherSpecificationBuilder.builder().backend("self").build();
        return assignment.withTeaching(new Teaching(
                Method.OPD,
                self,
                false,
                List.of(),
                OpdSpecificationBuilder.builder().build()));
    }

    public static Assignment of(
            String taskId, StudentSpecification student, CheckpointReference checkpoint, double temperature) {
        Task task = TaskBuilder.builder()
                .id(taskId)
                .prompt("Double it.")
                .entryPoint("double")
                .tests(List.of("assert double(1) == 2"))
                .build();
        return AssignmentBuilder.builder()
                .id(Assignment.idOf("run", 1, Purpose.PRACTICE, Assignee.STUDENT, taskId, 0, 0))
                .runId("run")
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .student(student)
                .checkpoint(checkpoint)
                .sampling(new Sampling(temperature, 1.0, 12))
                .build();
    }
}
