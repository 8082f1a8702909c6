package dev.preceptor.eval;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/** Events of exams, made by hand. */
public final class Exams {

    public static final String RUN = "run-1";
    public static final StudentSpecification STUDENT = StudentSpecification.of("tiny");

    private Exams() {}

    public static Task task(String id) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Write f.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of("assert f(9) == 9"))
                .publicTests(List.of("assert f(1) == 1"))
                .build();
    }

    public static Checkpoint checkpoint(int round, DataSet tasks, ExamSpecification exam) {
        return Checkpoint.toExamine(
                RUN, STUDENT, new CheckpointReference(round, "tiny", null), new ExamPlan(tasks, exam));
    }

    public static Assignment assignment(Task task, int sample, int step) {
        return AssignmentBuilder.builder()
                .id(Assignment.idOf(RUN, 0, Purpose.EXAM, Assignee.STUDENT, task.id(), sample, step))
                .runId(RUN)
                .round(0)
                .purpose(Purpose.EXAM)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(sample)
                .step(step)
                .student(STUDENT)
                .checkpoint(new CheckpointReference(0, "tiny", null))
                .sampling(ExamSpecification.DEFAULT.sampling())
                .build();
    }

    public static Assignment practice(Assignment exam) {
        return exam.with(practice -> practice.purpose(Purpose.PRACTICE).earlier(null));
    }

    public static Attempt attempt(Assignment assignment) {
        return Attempt.of(Attempt.idOf(assignment), assignment, "def f(x): return x", "", 1, 1, FinishReason.STOP, 0.1);
    }

    public static TestResult result(Assignment assignment, Verdict verdict) {
        return result(assignment, verdict, List.of());
    }

    public static TestResult result(Assignment assignment, Verdict verdict, List<CaseResult> cases) {
        Attempt attempt = attempt(assignment);
        return new TestResult(TestResult.idOf(attempt), attempt, verdict, cases, null, null, 0.1);
    }
}
