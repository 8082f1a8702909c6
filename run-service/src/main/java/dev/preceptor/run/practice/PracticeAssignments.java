package dev.preceptor.run.practice;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the assignments of practice tasks: for the student or, where the method does not use its attempts, for the teacher. */
public final class PracticeAssignments {

    private PracticeAssignments() {}

    /**
     * One assignment for each sample of a task.
     *
     * @param student the weights to practise with
     */
    public static List<Assignment> of(Run run, int round, CheckpointReference student, Task task) {
        return IntStream.range(0, run.specification().practice().samples())
                .mapToObj(sample -> of(run, round, student, task, sample))
                .toList();
    }

    private static Assignment of(Run run, int round, CheckpointReference student, Task task, int sample) {
        RunSpecification specification = run.specification();
        Assignee assignee = specification.method().attempts() ? Assignee.STUDENT : Assignee.TEACHER;
        return AssignmentBuilder.builder()
                .id(Assignment.idOf(run.runId(), round, Purpose.PRACTICE, assignee, task.id(), sample, 0))
                .runId(run.runId())
                .round(round)
                .purpose(Purpose.PRACTICE)
                .assignee(assignee)
                .task(task)
                .sample(sample)
                .step(0)
                .student(run.student())
                .checkpoint(student)
                .sampling(specification.practice().sampling())
                .teaching(new Teaching(
                        specification.method(),
                        specification.teacher(),
                        specification.training().replays(),
                        specification.teachers(),
                        specification.opd()))
                .build();
    }
}
