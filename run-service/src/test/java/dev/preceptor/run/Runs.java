package dev.preceptor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.PracticeGeneration;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.PracticeSpecification;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunEventCalledBuilder;
import dev.preceptor.run.ledger.RunEventSampleEndedBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events of runs, made by hand. */
public final class Runs {

    public static final String RUN = "demo-1";
    public static final String GENERATION = "generate-1-demo";

    private Runs() {}

    public static Task task(String id) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Write f for " + id + ".")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 1"))
                .build();
    }

    /** A task whose setup alone takes so many bytes. */
    public static Task largeTask(String id, int bytes) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Write f for " + id + ".")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .setup("#".repeat(bytes))
                .tests(List.of("assert f(1) == 1"))
                .build();
    }

    public static Run run(Method method, int rounds, int samples, int tasks) {
        return run(method, rounds, samples, tasks, 1.0);
    }

    public static Run run(Method method, int rounds, int samples, int tasks, double budgetUsd) {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://teacher/v1")
                .model("teacher-model")
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(budgetUsd)
                .attempts(2)
                .build();
        RunSpecification specification = RunSpecificationBuilder.builder()
                .name("demo")
                .student(StudentSpecification.of("tiny"))
                .teacher(teacher)
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .method(method)
                .rounds(rounds)
                .practice(new PracticeSpecification(samples, null, null, null, null, null))
                .exam(ExamSpecification.DEFAULT)
                .build();
        return RunBuilder.builder()
                .runId(RUN)
                .specification(specification)
                .practice(new DataSet("file:///practice.jsonl", "aa", tasks))
                .exam(new DataSet("file:///exam.jsonl", "bb", 3))
                .state(Run.State.RUNNING)
                .createdAt(Instant.parse("2026-01-01T00:00:00Z"))
                .wish(Run.Wish.START)
                .build();
    }

    /** A run of three teachers with one attempt each: the student, and two models, of which the first has a budget of its own. */
    public static Run onLadder(int tasks, double budgetUsd, double budgetOfSmall) {
        Run run = run(Method.PERSD, 1, 1, tasks, budgetUsd);
        TeacherSpecification model =
                run.specification().teacher().with(rung -> rung.attempts(1).budgetUsd(null));
        TeacherSpecification student = TeacherSpecificationBuilder.builder()
                .backend("student")
                .name("student")
                .build();
        return run.withSpecification(run.specification().with(ladder -> ladder.teacher(
                        student.with(first -> first.name(null).budgetUsd(budgetUsd)))
                .teachers(List.of(
                        student,
                        model.with(small -> small.name("small").budgetUsd(budgetOfSmall)),
                        model.with(large -> large.name("large").model("large-model"))))));
    }

    /** The student's own correction of its failed attempt. */
    public static TestResult corrected(TestResult failure, Verdict verdict) {
        Assignment second = failure.assignment().with(assignment -> assignment
                .id("second-" + failure.assignment().id())
                .step(1)
                .earlier(new EarlierAttempt("first", "def f(x): pass", "None", failure)));
        return judged(attempt(second), verdict);
    }

    /** A run whose practice tasks, so many, are to be generated. */
    public static Run generated(int tasks) {
        Run run = with(
                run(Method.PERSD, 1, 1, tasks),
                "{'tasks': {'practice': 'practice.jsonl', 'exam': 'exam.jsonl',"
                        + " 'generate': {'seeds': 'seeds.jsonl', 'count': " + tasks + ", 'budgetUsd': 0.5}}}");
        return run.with(generating -> generating
                .practice(null)
                .generation(new PracticeGeneration(
                        GENERATION,
                        "generate-1",
                        new DataSet("file:///seeds.jsonl", "dd", 2),
                        new DataSet("file:///settings.jsonl", "ee", 1))));
    }

    /** A record of the generation of a run's practice tasks. */
    public static Job generation(Run run, Job.State state, String reason, DataSet practice) {
        GenerationProgress progress = new GenerationProgress(3, 5, 4, 2, Map.of("RAISES", 2), 0, 0, 0.25);
        return JobBuilder.builder()
                .id(GENERATION)
                .state(state)
                .reason(reason)
                .request(run.generation().request())
                .createdAt(run.createdAt())
                .generation(new GenerationState("generate-1", run.runId(), progress, practice, practice))
                .build();
    }

    /** The same run with some settings of its specification changed, given as JSON. */
    public static Run with(Run run, String settings) {
        return with(run, run.runId(), settings);
    }

    public static Run with(Run run, String runId, String settings) {
        try {
            ObjectNode tree = Json.mapper().valueToTree(run.specification());
            Json.mapper().readerForUpdating(tree).readValue(settings.replace('\'', '"'));
            RunSpecification changed = SpecificationReader.read(tree);
            return run.with(other -> other.runId(runId).specification(changed));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(settings, e);
        }
    }

    public static Attempt attempt(Assignment assignment) {
        return Attempt.of(Attempt.idOf(assignment), assignment, "def f(x): pass", "...", 1, 1, FinishReason.STOP, 0.1);
    }

    public static TestResult judged(Submission submission, Verdict verdict) {
        String feedback = verdict.isTheCodesFault() ? "f(1) returned None, expected 1" : null;
        return new TestResult(TestResult.idOf(submission), submission, verdict, List.of(), feedback, null, 0.1);
    }

    public static Refinement refinement(TestResult failure, int number, RefinementOutcome outcome) {
        String code = outcome == RefinementOutcome.ANSWERED ? "def f(x): return x  # " + number : null;
        var kind = failure.assignment().teaching().method().teaches();
        return RefinementBuilder.builder()
                .id(Refinement.idOf(failure.submission().id(), kind, number))
                .failure(failure)
                .number(number)
                .kind(kind)
                .outcome(outcome)
                .code(code)
                .detail(code == null ? "no code" : null)
                .model("teacher-model")
                .promptTokens(10)
                .completionTokens(5)
                .costUsd(0.01)
                .build();
    }

    public static Refinement direct(Assignment assigned) {
        var kind = assigned.teaching().method().teaches();
        return RefinementBuilder.builder()
                .id(Refinement.idOf(assigned.id(), kind, 1))
                .assigned(assigned)
                .number(1)
                .kind(kind)
                .outcome(RefinementOutcome.ANSWERED)
                .code("def f(x): return x")
                .model("teacher-model")
                .promptTokens(10)
                .completionTokens(5)
                .costUsd(0.01)
                .build();
    }

    public static TrainingExample example(Refinement refinement, PairKind pair) {
        Assignment assignment = refinement.assignment();
        int pairs = assignment.teaching().method().pairs().size();
        return TrainingExampleBuilder.builder()
                .id(TrainingExample.idOf(refinement.id(), pair))
                .runId(assignment.runId())
                .round(assignment.round())
                .taskId(assignment.task().id())
                .sample(assignment.sample())
                .pair(pair)
                .pairs(pairs)
                .prompt(StudentPrompt.forTask(assignment.task()))
                .completion(refinement.code())
                .assignmentId(assignment.id())
                .refinementId(refinement.id())
                .testResultId("result")
                .teacherModel("teacher-model")
                .costUsd(0.01)
                .rung(refinement.rung())
                .build();
    }

    /** The checkpoint that a job makes. */
    public static Checkpoint checkpoint(Run run, TrainingJob job) {
        return checkpoint(run, job.round(), "file:///" + job.id());
    }

    public static Checkpoint checkpoint(Run run, int round) {
        return checkpoint(run, round, "file:///checkpoint-" + round);
    }

    private static Checkpoint checkpoint(Run run, int round, String uri) {
        return CheckpointBuilder.builder()
                .id(Checkpoint.idOf(run.runId(), round))
                .runId(run.runId())
                .student(run.specification().student())
                .reference(new CheckpointReference(round, uri, "cc"))
                .examples(1)
                .steps(List.of(new TrainingStep(1, 2.5, 1e-4, 1, 10), new TrainingStep(2, 1.25, 1e-4, 1, 10)))
                .tokensPerSecond(100)
                .seconds(1)
                .build();
    }

    public static Evaluation evaluation(Run run, int round, double passAt1) {
        return evaluation(run, new CheckpointReference(round, "somewhere", null), passAt1);
    }

    public static Evaluation evaluation(Run run, CheckpointReference checkpoint, double passAt1) {
        return EvaluationBuilder.builder()
                .id(Evaluation.idOf(run.runId(), checkpoint, 0))
                .runId(run.runId())
                .checkpoint(checkpoint)
                .refineStep(0)
                .tasks(run.exam().count())
                .samples(1)
                .passAtK(Map.of("1", passAt1))
                .confidence(Map.of("1", new Interval(passAt1 - 0.1, passAt1 + 0.1)))
                .scores(List.of())
                .faulted(0)
                .seconds(1)
                .unrefined(0)
                .build();
    }

    /** An end that no rung of a ladder brought about. */
    public static RunEvent.SampleEnded sampleEnded(
            String runId,
            int round,
            String taskId,
            int sample,
            Outcome outcome,
            boolean taught,
            List<String> exampleIds,
            String reason) {
        return RunEventSampleEndedBuilder.builder()
                .runId(runId)
                .round(round)
                .taskId(taskId)
                .sample(sample)
                .outcome(outcome)
                .taught(taught)
                .exampleIds(exampleIds)
                .reason(reason)
                .build();
    }

    /** A call of a run with one teacher. */
    public static RunEvent.Called called(
            String runId,
            String callId,
            int number,
            TeacherCall.State state,
            double costUsd,
            int promptTokens,
            int completionTokens,
            double unknownUsd) {
        return RunEventCalledBuilder.builder()
                .runId(runId)
                .callId(callId)
                .number(number)
                .state(state)
                .costUsd(costUsd)
                .promptTokens(promptTokens)
                .completionTokens(completionTokens)
                .unknownUsd(unknownUsd)
                .build();
    }
}
