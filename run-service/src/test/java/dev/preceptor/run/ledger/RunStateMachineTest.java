package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.PracticeGeneration;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.ExamReportBuilder;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.StageProgress;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.PracticeSpecification;
import dev.preceptor.contracts.specification.Until;
import dev.preceptor.run.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of the state machine's tables: an event in, effects out. */
class RunStateMachineTest {

    private static final int WINDOW = 2;
    private static final int TASKS = 3;
    private static final long NOW = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final DataSet PRACTICE = new DataSet("file:///generated.jsonl", "11", TASKS);

    private final RunLedger ledger = new RunLedger(Runs.run(Method.PERSD, 1, 1, TASKS));
    private final RunStateMachine run = new RunStateMachine(ledger, WINDOW, NOW);
    private List<Effect> first;

    @BeforeEach
    void start() {
        first = run.start();
    }

    @Test
    void aNewRunHasTheStudentExaminedAndAssignsAWindowOfTasks() {
        assertThat(((Effect.Publish) first.get(0)).event()).isInstanceOf(Checkpoint.class);
        assertThat(first).last().isEqualTo(new Effect.AssignTasks(0, WINDOW));
    }

    @Test
    void aTaskThatEndsMakesRoomForTheNextAndTheLastOneLeadsToTraining() {
        assertThat(run.assigned(WINDOW, WINDOW)).isEmpty();
        run.sampleEnded(true, 1);
        assertThat(run.taskEnded(Outcome.TAUGHT)).containsExactly(new Effect.AssignTasks(WINDOW, 1));
        assertThat(run.assigned(1, 1)).isEmpty();
        assertThat(run.taskEnded(Outcome.SOLVED)).isEmpty();

        assertThat(run.taskEnded(Outcome.SOLVED)).containsExactly(new Effect.Train());
    }

    @Test
    void aRoundWithoutExamplesIsNotTrained() {
        assertThat(practise(Outcome.SOLVED)).isEmpty();

        assertThat(states(run.examGraded(graded(0)))).containsExactly(Run.State.FINISHED);
    }

    @Test
    void aRoundThatIsLostFailsTheRun() {
        new RunCounts(ledger, NOW).faulted("no sandbox");

        assertThat(states(practise(Outcome.FAULTED))).containsExactly(Run.State.FAILED);
        assertThat(ledger.run().reason()).endsWith("no sandbox");
    }

    @Test
    void aTrainedRunEndsWhenItsLastExamIsGraded() {
        trainingIsPublished();
        assertThat(run.checkpointMade(checkpoint())).isEmpty();
        assertThat(run.examGraded(graded(0))).isEmpty();

        assertThat(states(run.examGraded(graded(1)))).containsExactly(Run.State.FINISHED);
        assertThat(run.examGraded(graded(1))).isEmpty();
    }

    @Test
    void aRoundOfSomeTasksIsFollowedByOneOfTheNextAndTheRunEndsWithTheTasks() {
        Run original = Runs.run(Method.PERSD, 5, 1, TASKS);
        RunLedger some = new RunLedger(original.withSpecification(
                original.specification().withPractice(new PracticeSpecification(1, null, null, null, null, 2))));
        RunStateMachine machine = new RunStateMachine(some, WINDOW, NOW);
        assertThat(machine.start()).last().isEqualTo(new Effect.AssignTasks(0, 2));
        assertThat(endAll(machine, 2)).containsExactly(new Effect.Train());
        assertThat(train(machine, 1)).containsExactly(new Effect.AssignTasks(2, 1));
        assertThat(endAll(machine, 1)).containsExactly(new Effect.Train());
        assertThat(train(machine, 2)).isEmpty();

        assertThat(some.report().rounds())
                .extracting(RoundReport::tasks, RoundReport::lessons, RoundReport::stopped)
                .containsExactly(tuple(2, 2, null), tuple(1, 1, "every practice task was practised"));
        assertThat(some.trainingJob(List.of()).base().round()).isZero();
    }

    @Test
    void aRoundWhoseLessonsGainedTooLittleForTheirPriceIsNotFollowedByAnother() {
        Run original = Runs.run(Method.PERSD, 5, 1, 9);
        RunLedger dear = new RunLedger(
                original.withSpecification(original.specification().with(specification -> specification
                        .practice(new PracticeSpecification(1, null, null, null, null, 2))
                        .until(new Until(null, null, 0.01)))));
        RunStateMachine machine = new RunStateMachine(dear, WINDOW, NOW);
        machine.start();
        failed(dear, 1, 2);
        new RunCounts(dear, NOW).called(null, called(TeacherCall.State.ANSWERED, 0.5));
        assertThat(endAll(machine, 2)).containsExactly(new Effect.Train());
        assertThat(train(machine, 1)).containsExactly(new Effect.AssignTasks(2, 2));

        failed(dear, 2, 2);
        assertThat(endAll(machine, 2)).containsExactly(new Effect.Train());
        assertThat(train(machine, 2)).isEmpty();

        assertThat(dear.report().rounds().get(0).stopped()).isNull();
        assertThat(dear.report().rounds().get(1).stopped())
                .startsWith("the lessons of round 1 cost $0.5000 and gained no point");
    }

    private static void failed(RunLedger ledger, int round, int samples) {
        for (int task = 0; task < samples; task++) {
            ledger.rounds()
                    .current()
                    .sampleJudged(new RunEvent.SampleJudged(Runs.RUN, round, "set/" + task, 0, true, "NameError"));
        }
    }

    @Test
    void aRoundIsBilledTheCallsThatWereRecordedWhileItPractised() {
        RunCounts counts = new RunCounts(ledger, NOW);
        RunEvent.Called reserved = called(TeacherCall.State.RESERVED, 0.25);
        RunEvent.Called answered = called(TeacherCall.State.ANSWERED, 0.125);
        counts.called(null, reserved);
        counts.called(reserved, answered);
        counts.called(answered, answered);

        assertThat(ledger.report().rounds())
                .extracting(RoundReport::calls, RoundReport::costUsd)
                .containsExactly(tuple(1, 0.125));
    }

    private static RunEvent.Called called(TeacherCall.State state, double costUsd) {
        return Runs.called(Runs.RUN, "call", 1, state, costUsd, 10, 5, 0);
    }

    /** All tasks of a round are assigned and taught. */
    private static List<Effect> endAll(RunStateMachine machine, int tasks) {
        machine.assigned(tasks, tasks);
        List<Effect> effects = List.of();
        for (int task = 0; task < tasks; task++) {
            machine.sampleEnded(true, 1);
            effects = machine.taskEnded(Outcome.TAUGHT);
        }
        return effects;
    }

    private static List<Effect> train(RunStateMachine machine, int round) {
        machine.trainingReady(machine.ledger().trainingJob(List.of("example-" + round)), 0, null);
        return machine.checkpointMade(new RunEvent.CheckpointMade(
                Runs.RUN,
                new CheckpointReference(round, "file:///checkpoints/" + round, "c" + round),
                2.0,
                1.0,
                null,
                null,
                null));
    }

    @Test
    void aRunThatIsPausedCountsAndContinuesWhenItIsResumed() {
        run.assigned(WINDOW, WINDOW);
        assertThat(states(run.requested(ledger.run().withWish(Run.Wish.PAUSE)))).containsExactly(Run.State.PAUSED);
        assertThat(run.taskEnded(Outcome.SOLVED)).isEmpty();

        List<Effect> resumed = run.requested(ledger.run().withWish(Run.Wish.RESUME));
        assertThat(states(resumed)).containsExactly(Run.State.RUNNING);
        assertThat(resumed).last().isEqualTo(new Effect.AssignTasks(WINDOW, 1));
    }

    @Test
    void aRunThatIsCancelledDoesNothingMore() {
        run.assigned(WINDOW, WINDOW);
        assertThat(states(run.requested(ledger.run().withWish(Run.Wish.CANCEL))))
                .containsExactly(Run.State.CANCELLED);

        assertThat(run.taskEnded(Outcome.SOLVED)).isEmpty();
        assertThat(states(run.requested(ledger.run().withWish(Run.Wish.RESUME))))
                .containsExactly(Run.State.CANCELLED);
    }

    @Test
    void aStoreThatStaysAwayHoldsTheRunAfterItsPatience() {
        assertThat(run.storeFailed("tasks", "refused", PATIENCE, NOW)).isEmpty();
        assertThat(run.advance()).isEmpty();
        assertThat(run.storeRetry()).isEmpty();
        RunStateMachine later = new RunStateMachine(ledger, WINDOW, NOW + PATIENCE.toMillis());
        assertThat(later.storeRetry()).containsExactly(new Effect.AssignTasks(0, WINDOW));

        List<Effect> held = later.storeFailed("tasks", "refused", PATIENCE, NOW + PATIENCE.toMillis());
        assertThat(states(held)).containsExactly(Run.State.HELD);
        assertThat(ledger.run().reason()).isEqualTo("tasks: refused");
    }

    @Test
    void aLostTrainingFailsTheRunAndIsMadeAgainOnRequest() {
        TrainingJob job = trainingIsPublished();
        RunEvent.StageLost lost = new RunEvent.StageLost(Runs.RUN, true, "disk full", job.id(), null);
        assertThat(run.awaits(lost)).isTrue();
        assertThat(states(run.stageLost(lost))).containsExactly(Run.State.FAILED);

        List<Effect> again = run.requested(ledger.run().withWish(Run.Wish.START));
        assertThat(states(again)).containsExactly(Run.State.RUNNING);
        assertThat(again).last().isEqualTo(new Effect.Train());
    }

    @Test
    void aHeldExamThatIsGradedAfterAllReleasesTheRun() {
        run.assigned(WINDOW, WINDOW);
        CheckpointReference student = ledger.student();
        assertThat(states(run.stageLost(new RunEvent.StageLost(Runs.RUN, false, "no exam", null, student))))
                .containsExactly(Run.State.HELD);

        assertThat(states(run.examGraded(graded(0)))).containsExactly(Run.State.RUNNING);
    }

    @Test
    void aRunWithoutPracticeTasksHasThemGeneratedAndThenBegins() {
        RunLedger generating = new RunLedger(Runs.generated(TASKS));
        RunStateMachine generatingRun = new RunStateMachine(generating, WINDOW, NOW);

        List<Effect> effects = generatingRun.start();
        Job job = (Job) ((Effect.Publish) effects.get(0)).event();
        assertThat(effects).hasSize(1);
        assertThat(job.id()).isEqualTo(Runs.GENERATION);
        assertThat(job.request()).isEqualTo(generating.run().generation().request());
        assertThat(job.generation().forRun()).isEqualTo(Runs.RUN);
        assertThat(generatingRun.generationChanged(changed(Job.State.RUNNING, null, null)))
                .isEmpty();
        assertThat(generating.report().practiceTasks()).isZero();
        assertThat(generating.report().generation().progress().tasks()).isEqualTo(2);
        assertThat(generating.report().progress())
                .containsExactly(new StageProgress("generation", 2, TASKS, "4 drafts"));

        List<Effect> begun = generatingRun.generationChanged(changed(Job.State.FINISHED, null, PRACTICE));
        Run published = (Run) ((Effect.Publish) begun.get(0)).event();
        assertThat(published.practice()).isEqualTo(PRACTICE);
        assertThat(((Effect.Publish) begun.get(1)).event()).isInstanceOf(Checkpoint.class);
        assertThat(begun).last().isEqualTo(new Effect.AssignTasks(0, WINDOW));
        assertThat(generatingRun.generationChanged(changed(Job.State.FINISHED, null, PRACTICE)))
                .as("a repeated record")
                .isEmpty();
    }

    @Test
    void aGenerationThatFailsFailsTheRunWithItsReasonAndIsMadeAgainOnRequest() {
        RunLedger generating = new RunLedger(Runs.generated(TASKS));
        RunStateMachine generatingRun = new RunStateMachine(generating, WINDOW, NOW);
        generatingRun.start();

        List<Effect> failed = generatingRun.generationChanged(changed(Job.State.FAILED, "no money", null));
        assertThat(states(failed)).containsExactly(Run.State.FAILED);
        assertThat(generating.run().reason()).isEqualTo("the practice tasks were not generated: no money");

        DataSet larger = new DataSet("file:///larger.jsonl", "ff", 1);
        Run asked = Runs.generated(TASKS);
        PracticeGeneration generation = new PracticeGeneration(
                Runs.GENERATION, "generate-1", asked.generation().seeds(), larger);
        List<Effect> again = generatingRun.requested(asked.withGeneration(generation));
        assertThat(((Run) ((Effect.Publish) again.get(0)).event()).state()).isEqualTo(Run.State.RUNNING);
        assertThat(((Job) ((Effect.Publish) again.get(1)).event()).request()).isEqualTo(larger);
        assertThat(again).hasSize(2);
    }

    @Test
    void aRunThatIsPausedWhileItsTasksAreGeneratedBeginsWhenItIsResumed() {
        RunLedger generating = new RunLedger(Runs.generated(TASKS));
        RunStateMachine generatingRun = new RunStateMachine(generating, WINDOW, NOW);
        generatingRun.start();
        assertThat(states(generatingRun.requested(generating.run().withWish(Run.Wish.PAUSE))))
                .containsExactly(Run.State.PAUSED);
        List<Effect> finished = generatingRun.generationChanged(changed(Job.State.FINISHED, null, PRACTICE));
        assertThat(states(finished)).containsExactly(Run.State.PAUSED);
        assertThat(finished).hasSize(1);

        List<Effect> resumed = generatingRun.requested(generating.run().withWish(Run.Wish.RESUME));
        assertThat(resumed).last().isEqualTo(new Effect.AssignTasks(0, WINDOW));
    }

    @Test
    void aRunThatIsCancelledWhileItsTasksAreGeneratedStaysCancelled() {
        RunLedger generating = new RunLedger(Runs.generated(TASKS));
        RunStateMachine generatingRun = new RunStateMachine(generating, WINDOW, NOW);
        generatingRun.start();
        assertThat(states(generatingRun.requested(generating.run().withWish(Run.Wish.CANCEL))))
                .containsExactly(Run.State.CANCELLED);

        assertThat(generatingRun.generationChanged(changed(Job.State.FAILED, "the run is CANCELLED", null)))
                .isEmpty();
        assertThat(generating.run().reason()).isEqualTo("cancelled on request");
    }

    private static RunEvent.GenerationChanged changed(Job.State state, String reason, DataSet practice) {
        return new RunEvent.GenerationChanged(
                Runs.RUN,
                state,
                reason,
                Runs.generation(Runs.generated(TASKS), state, reason, practice)
                        .generation()
                        .progress(),
                practice);
    }

    private TrainingJob trainingIsPublished() {
        run.sampleEnded(true, 1);
        assertThat(practise(Outcome.TAUGHT)).containsExactly(new Effect.Train());
        TrainingJob job = ledger.trainingJob(List.of("example"));
        assertThat(run.trainingReady(job, 0, null)).containsExactly(new Effect.Publish(job));
        return job;
    }

    /** All tasks end with this outcome; gives the effects of the last one. */
    private List<Effect> practise(Outcome outcome) {
        run.assigned(TASKS, TASKS);
        for (int task = 1; task < TASKS; task++) {
            assertThat(run.taskEnded(outcome)).isEmpty();
        }
        return run.taskEnded(outcome);
    }

    private static RunEvent.CheckpointMade checkpoint() {
        return new RunEvent.CheckpointMade(
                Runs.RUN, new CheckpointReference(1, "file:///checkpoint-1", "cc"), 2.0, 1.0, null, null, null);
    }

    private static RunEvent.ExamGraded graded(int round) {
        ExamReport report = ExamReportBuilder.builder()
                .round(round)
                .tasks(3)
                .samples(1)
                .passAtK(Map.of("1", 0.5))
                .build();
        return new RunEvent.ExamGraded(Runs.RUN, null, report);
    }

    /** The states of the runs that are published. */
    private static List<Run.State> states(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Publish.class::isInstance)
                .map(effect -> ((Effect.Publish) effect).event())
                .filter(Run.class::isInstance)
                .map(run -> ((Run) run).state())
                .toList();
    }
}
