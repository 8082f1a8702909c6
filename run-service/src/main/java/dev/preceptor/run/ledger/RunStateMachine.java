package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.Until;
import dev.preceptor.stage.stream.StoreWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The life of a run, in one file so that it can be read as a whole. Each method takes what happened, changes the run's
 * {@link RunLedger} and returns the effects that are to be performed. The methods are in the order of the tables; {@link #assigned},
 * {@link #retriedUnfunded} and {@link #trainingReady} take the results of effects.
 *
 * <p>A run that is RUNNING goes through these phases, round by round. Exams run beside them.
 *
 * <pre>
 * phase       event                                                  next phase  effects
 * ----------  -----------------------------------------------------  ----------  ---------------------------------------
 * (new)       start, the practice tasks are to be generated          GENERATING  Publish the generation
 * (new)       start, otherwise                                       PRACTISING  Publish checkpoint 0 to examine, AssignTasks
 * GENERATING  generationChanged: RUNNING                             GENERATING  none
 * GENERATING  generationChanged: FINISHED                            PRACTISING  Publish the run with its practice tasks,
 *                                                                                then as for a start
 * GENERATING  generationChanged: FAILED                              GENERATING  Publish the run: FAILED
 * PRACTISING  taskEnded, tasks left in the data set, window open     PRACTISING  AssignTasks
 * PRACTISING  taskEnded, the last; UNFUNDED ones, and more budget    PRACTISING  RetryUnfunded
 * PRACTISING  taskEnded, the last; all of them FAULTED               PRACTISING  Publish the run: FAILED
 * PRACTISING  taskEnded, the last; no example was made               EXAMINING   none
 * PRACTISING  taskEnded, the last; otherwise                         TRAINING    Train
 * TRAINING    checkpointMade                                         TRAINED     none
 * TRAINED     at once: the last round, no task is left, no gain, or   EXAMINING   none
 *             a gain that cost more than until.costPerPoint
 * TRAINED     at once: exams are needed to know whether they gain    TRAINED     none, until examGraded
 * TRAINED     at once: otherwise, the next round                     PRACTISING  AssignTasks
 * EXAMINING   at once or examGraded, when every exam is graded       EXAMINING   Publish the run: FINISHED
 * </pre>
 *
 * <p>The run's state changes as follows. A run that is not RUNNING counts what ends, and performs no effect of the table above;
 * when it is RUNNING again, it continues from its phase.
 *
 * <pre>
 * state             event                                            next state  effects
 * ----------------  -----------------------------------------------  ----------  -------------------------------------------
 * RUNNING, HELD     requested PAUSE                                  PAUSED      Publish the run
 * not ended         requested RESUME                                 RUNNING     Publish the run; Train if training was held;
 *                                                                                AssignRefused if it was held for the student
 * any but CANCELLED requested START that {@link RepeatedRequest}     RUNNING     Publish the run; Train if training was held
 *                   says changes the run                                         or lost; Publish the generation if it FAILED
 * not ended         requested CANCEL                                 CANCELLED   Publish the run
 * not ended         stageLost: a training                            FAILED      Publish the run
 * RUNNING           stageLost: an exam                               HELD        Publish the run
 * RUNNING           storeFailed, until patience ends                 RUNNING     none; storeRetry performs the effect again
 * RUNNING           storeFailed, when patience ends                  HELD        Publish the run
 * RUNNING           processingFailed                                 HELD        Publish the run
 * RUNNING           studentRefused                                   HELD        Publish the run
 * HELD              checkpointMade or examGraded that was held for   RUNNING     Publish the run
 * FAILED            checkpointMade after its training was lost       RUNNING     Publish the run
 * not ended         generationChanged: FAILED                        FAILED      Publish the run
 * </pre>
 *
 * <p>The generation itself follows the run's state: it requests no drafts while the run is not RUNNING, and ends with the run.
 */
public final class RunStateMachine {

    private static final List<Effect> NONE = List.of();

    private final RunLedger ledger;
    private final int window;
    private final long now;

    /**
     * @param window how many practice tasks are in flight at most
     * @param now when the event happened, in milliseconds since the epoch
     */
    public RunStateMachine(RunLedger ledger, int window, long now) {
        this.ledger = ledger;
        this.window = window;
        this.now = now;
    }

    public RunLedger ledger() {
        return ledger;
    }

    public long now() {
        return now;
    }

    /** The run is new. Nothing follows for a run that has ended elsewhere. */
    public List<Effect> start() {
        if (ledger.ended()) {
            return NONE;
        }
        return ledger.phase() == Phase.GENERATING ? List.of(generate()) : beginPractice();
    }

    /** The generation of the practice tasks reported. */
    public List<Effect> generationChanged(RunEvent.GenerationChanged changed) {
        if (ledger.phase() != Phase.GENERATING) {
            return NONE;
        }
        ledger.setGeneration(ledger.generation().withProgress(changed.progress()));
        ledger.seen("generation", now);
        if (ledger.ended()) {
            return NONE;
        }
        return switch (changed.state()) {
            case RUNNING, UNKNOWN -> NONE;
            case FAILED -> {
                ledger.setGeneration(ledger.generation().withFailed(true));
                yield end(Run.State.FAILED, "the practice tasks were not generated: " + changed.reason());
            }
            case FINISHED -> {
                ledger.set(ledger.run().withPractice(changed.practice()));
                List<Effect> effects = new ArrayList<>(List.of(publish()));
                effects.addAll(advance());
                yield effects;
            }
        };
    }

    /** A sample of a task of the current round has ended. */
    public void sampleEnded(boolean taught, int examples) {
        round().sampleEnded(taught, examples);
        if (taught) {
            ledger.seen("teaching-" + round().number(), now);
        }
    }

    /** A task of the current round has ended. */
    public List<Effect> taskEnded(Outcome outcome) {
        round().taskEnded(outcome);
        ledger.taskEnded(now);
        return advance();
    }

    /** A task of the current round that had ended FAULTED has reached another outcome. */
    public List<Effect> taskRecovered(Outcome outcome) {
        round().taskRecovered(outcome);
        return advance();
    }

    /** The training of the current round made its checkpoint. Any other checkpoint changes nothing. */
    public List<Effect> checkpointMade(RunEvent.CheckpointMade made) {
        int number = made.reference().round();
        boolean lost = ledger.run().state() == Run.State.FAILED && ledger.trainingLost();
        if (ledger.ended() && !lost
                || ledger.phase() != Phase.TRAINING
                || round().number() != number
                || round().hasReplaced(made.reference())) {
            return NONE;
        }
        round().checkpointMade(made);
        ledger.seen("training-" + number, now);
        ledger.seen(exam(number), now);
        ledger.enter(Phase.TRAINED);
        ledger.setTrainingLost(false);
        return release(Holds.TRAINING, lost);
    }

    /** An exam was graded. A second report of it, or one of a checkpoint that was replaced, changes nothing. */
    public List<Effect> examGraded(RunEvent.ExamGraded graded) {
        int number = graded.report().round();
        boolean replaced = graded.checkpoint() != null
                && ledger.rounds()
                        .round(number)
                        .filter(round -> round.hasReplaced(graded.checkpoint()))
                        .isPresent();
        if (replaced || !ledger.exams().add(graded.report())) {
            return NONE;
        }
        ledger.seen(exam(number), now);
        return ledger.isExamined(number) ? release(Holds.exam(number), false) : advance();
    }

    /** A person asks something of the run. The result is published in any case, so that whoever asked sees it. */
    public List<Effect> requested(Run request) {
        Run.State state = ledger.run().state();
        switch (request.wish()) {
            case START -> {
                RepeatedRequest repeated = new RepeatedRequest(ledger, request.specification());
                if (repeated.changesRun()) {
                    repeated.apply();
                    takeGeneration(request);
                }
            }
            case PAUSE -> {
                if (state == Run.State.RUNNING || state == Run.State.HELD) {
                    ledger.set(OutgoingEvents.going(ledger.run(), Run.State.PAUSED));
                }
            }
            case RESUME -> {
                if (!ledger.ended()) {
                    ledger.set(OutgoingEvents.going(ledger.run(), Run.State.RUNNING));
                }
            }
            case CANCEL -> {
                if (!ledger.ended()) {
                    ledger.set(OutgoingEvents.ended(ledger.run(), Run.State.CANCELLED, "cancelled on request", now));
                }
            }
            case DELETE -> throw new IllegalArgumentException("a deletion is not a transition of the run");
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(publish());
        if (ledger.run().state() == Run.State.RUNNING) {
            effects.addAll(resume());
        }
        effects.addAll(advance());
        return effects;
    }

    /** A stage that the run may wait for was lost for a reason of ours. */
    public List<Effect> stageLost(RunEvent.StageLost lost) {
        if (lost.training()) {
            ledger.setTrainingLost(true);
            return end(Run.State.FAILED, lost.reason());
        }
        if (lost.checkpoint() != null) {
            return hold(Holds.exam(lost.checkpoint().round()), lost.reason());
        }
        // An unreadable checkpoint may be the one that the round waits for: then it is trained again.
        return hold(ledger.phase() == Phase.TRAINING ? Holds.TRAINING : "exam", lost.reason());
    }

    /** Whether the run waits for what was lost. It does not where the stage has completed all the same. */
    public boolean awaits(RunEvent.StageLost lost) {
        if (ledger.ended()) {
            return false;
        }
        if (lost.training()) {
            return ledger.phase() == Phase.TRAINING && round().awaits(lost.jobId());
        }
        CheckpointReference checkpoint = lost.checkpoint();
        if (checkpoint == null) {
            return ledger.phase() == Phase.TRAINING || !ledger.isExamined();
        }
        return !ledger.isExamined(checkpoint.round()) && checkpoint.equals(ledger.examinee(checkpoint.round()));
    }

    /**
     * The artifact store could not do what an effect needs: the run waits and tries again.
     *
     * @param what was wanted of the store, for people
     * @param patience how long it is tried before the run is held
     * @param wallClock milliseconds since the epoch
     */
    public List<Effect> storeFailed(String what, String problem, Duration patience, long wallClock) {
        String reason = what + ": " + problem;
        StoreWait wait = StoreWait.after(ledger.storeWait(), reason, wallClock);
        if (!wait.isOver(patience, wallClock)) {
            ledger.setStoreWait(wait);
            return NONE;
        }
        ledger.setStoreWait(null);
        return hold(ledger.phase() == Phase.TRAINING ? Holds.TRAINING : Holds.PRACTICE, reason);
    }

    /** The effect that waits for the artifact store, where it is time to try it again. */
    public List<Effect> storeRetry() {
        if (!ledger.storeRetryIsDue(now)) {
            return NONE;
        }
        List<Effect> effects = ledger.phase() == Phase.TRAINING ? List.of(new Effect.Train()) : next();
        if (effects.isEmpty()) {
            ledger.setStoreWait(null);
        }
        return effects;
    }

    /** This process failed to process an event of the run: a person should look at it before it goes on. */
    public List<Effect> processingFailed(String reason) {
        if (ledger.ended()) {
            return NONE;
        }
        return hold(ledger.phase() == Phase.TRAINING ? Holds.TRAINING : Holds.PROCESSING, reason);
    }

    /** The student cannot answer an assignment of the current round until a person changes something outside. */
    public List<Effect> studentRefused(String reason) {
        return hold(Holds.STUDENT, "the student cannot answer: " + reason);
    }

    /**
     * Tasks were assigned.
     *
     * @param places of the data set that were read for it
     * @param tasks that were assigned; the others had been taught in an earlier round
     */
    public List<Effect> assigned(int places, int tasks) {
        ledger.setStoreWait(null);
        round().assigned(places, tasks);
        return advance();
    }

    /**
     * UNFUNDED tasks went to the teacher again.
     *
     * @param upTo the place of the last one in the store of unfunded samples
     * @param samples how many samples each task had without money; empty where no such task is left
     */
    public List<Effect> retriedUnfunded(String upTo, List<Integer> samples) {
        samples.forEach(count -> round().teachAgain(upTo, count));
        if (samples.isEmpty()) {
            round().noneToTeachAgain();
        }
        return advance();
    }

    /**
     * A training job is ready to be published. Nothing is published where this very job has made a checkpoint before.
     *
     * @param replayed how many of its examples are mixed in by {@code training.replay}
     * @param scores the scored attempts among them; null if there are none
     */
    public List<Effect> trainingReady(TrainingJob job, int replayed, TrainedScores scores) {
        ledger.setStoreWait(null);
        if (round().isTrainedBy(job)) {
            ledger.enter(Phase.TRAINED);
            return advance();
        }
        round().train(job, replayed, scores);
        ledger.exams().forget(round().number());
        return List.of(new Effect.Publish(job));
    }

    /** The next effects. None while the run is not RUNNING or waits for the artifact store, and none twice. */
    public List<Effect> advance() {
        return ledger.run().state() != Run.State.RUNNING || ledger.waits() ? NONE : next();
    }

    private List<Effect> next() {
        return switch (ledger.phase()) {
            case GENERATING -> ledger.run().practice() == null ? NONE : beginPractice();
            case PRACTISING -> whilePractising();
            case TRAINING, UNKNOWN -> NONE;
            case TRAINED -> afterTraining();
            case EXAMINING -> ledger.isExamined() ? end(Run.State.FINISHED, null) : NONE;
        };
    }

    /** The settings of a generation are in the artifact store, under the reference of the last request. */
    private void takeGeneration(Run request) {
        if (ledger.phase() == Phase.GENERATING && request.generation() != null) {
            ledger.set(ledger.run().withGeneration(request.generation()));
        }
    }

    private Effect generate() {
        ledger.seen("generation", now);
        ledger.setGeneration(ledger.generation().withFailed(false));
        return new Effect.Publish(OutgoingEvents.generation(ledger.run(), now));
    }

    private List<Effect> beginPractice() {
        List<Effect> effects = new ArrayList<>();
        if (specification().exam().baseline()) {
            ledger.seen(exam(0), now);
            effects.add(new Effect.Publish(OutgoingEvents.studentAsItCame(ledger.run())));
        }
        openRound();
        effects.addAll(advance());
        return effects;
    }

    private List<Effect> whilePractising() {
        int open = window - round().inFlight();
        if (round().toTeachAgain() > 0) {
            return open > 0 ? List.of(new Effect.RetryUnfunded(Math.min(open, round().toTeachAgain()))) : NONE;
        }
        int left = round().left(ledger.run().practice().count());
        if (left > 0) {
            return open > 0 ? List.of(new Effect.AssignTasks(round().nextPlace(), Math.min(open, left))) : NONE;
        }
        if (round().inFlight() > 0) {
            return NONE;
        }
        if (round().isUnderfunded(ledger.fundsUsd())) {
            round().fund(ledger.fundsUsd());
            return whilePractising();
        }
        return afterPractice();
    }

    private List<Effect> afterPractice() {
        if (round().isLost()) {
            String cause = ledger.lastFault() == null ? "" : ": " + ledger.lastFault();
            return end(Run.State.FAILED, "every practice task ended in a fault of ours" + cause);
        }
        if (round().examples() == 0) {
            // Another round would practise with the same student.
            return stopAfterRound(
                    specification().method().asksTeacher() ? "nothing new was taught" : "no attempt became an example");
        }
        ledger.enter(Phase.TRAINING);
        ledger.seen("training-" + round().number(), now);
        return List.of(new Effect.Train());
    }

    private List<Effect> afterTraining() {
        if (round().number() >= specification().rounds()) {
            return stopAfterRound(RoundReport.LAST);
        }
        Integer tasksPerRound = specification().practice().tasksPerRound();
        if (tasksPerRound != null
                && (long) tasksPerRound * round().number()
                        >= ledger.run().practice().count()) {
            return stopAfterRound("every practice task was practised");
        }
        Until until = specification().until();
        if (until != null) {
            if (until.asksExams() && !ledger.isExamined()) {
                return NONE;
            }
            Optional<String> reason = stopReason(until);
            if (reason.isPresent()) {
                return stopAfterRound(reason.get());
            }
        }
        openRound();
        return advance();
    }

    private Optional<String> stopReason(Until until) {
        int last = round().number();
        Optional<String> noGain = until.asksExams() ? EarlyStop.noGain(until, ledger.exams(), last) : Optional.empty();
        return until.costPerPoint() == null
                ? noGain
                : noGain.or(() -> ledger.rounds()
                        .round(last - 1)
                        .flatMap(before -> EarlyStop.tooDear(until.costPerPoint(), before, round())));
    }

    private List<Effect> stopAfterRound(String reason) {
        round().stop(reason);
        ledger.enter(Phase.EXAMINING);
        return advance();
    }

    private void openRound() {
        ledger.enter(Phase.PRACTISING);
        ledger.rounds().open(ledger.fundsUsd(), specification().practice().tasksPerRound());
        String firstStage = specification().method().attempts() ? "practice-" : "teaching-";
        ledger.seen(firstStage + round().number(), now);
    }

    private List<Effect> hold(String stage, String reason) {
        ledger.held().add(stage, reason);
        if (ledger.run().state() != Run.State.RUNNING) {
            return NONE;
        }
        ledger.set(OutgoingEvents.held(ledger.run(), reason));
        return List.of(publish());
    }

    /** A stage that held the run has completed all the same. */
    private List<Effect> release(String stage, boolean failedBefore) {
        ledger.held().remove(stage);
        List<Effect> effects = new ArrayList<>();
        boolean released =
                ledger.run().state() == Run.State.HELD && ledger.held().isEmpty();
        if (failedBefore || released) {
            ledger.set(OutgoingEvents.going(ledger.run(), Run.State.RUNNING));
            effects.add(publish());
        }
        effects.addAll(advance());
        return effects;
    }

    /**
     * The run is RUNNING on request: nothing holds it any more, and a training that was held or lost, or a generation that failed, is
     * made again.
     */
    private List<Effect> resume() {
        boolean trainsAgain = ledger.trainingLost() || ledger.held().contains(Holds.TRAINING);
        if (ledger.trainingLost() || !ledger.held().isEmpty()) {
            ledger.setStoreWait(null);
        }
        boolean refused = ledger.held().contains(Holds.STUDENT);
        ledger.setTrainingLost(false);
        ledger.held().clear();
        if (ledger.phase() == Phase.GENERATING && ledger.generation().failed()) {
            return List.of(generate());
        }
        if (trainsAgain) {
            return List.of(new Effect.Train());
        }
        return refused && ledger.practises(ledger.round()) ? List.of(new Effect.AssignRefused()) : NONE;
    }

    private List<Effect> end(Run.State state, String reason) {
        ledger.set(OutgoingEvents.ended(ledger.run(), state, reason, now));
        return List.of(publish());
    }

    private Effect publish() {
        return new Effect.Publish(ledger.run());
    }

    private RoundLedger round() {
        return ledger.rounds().current();
    }

    private RunSpecification specification() {
        return ledger.specification();
    }

    private static String exam(int round) {
        return "exam-" + round;
    }
}
