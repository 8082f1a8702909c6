package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.stage.stream.StoreWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run from its request to its end. Each method takes what happened; those that may lead to something give what is to be
 * done. Times are milliseconds since the epoch. It holds numbers only: tasks and example ids are kept beside it.
 *
 * <p>Practice of a round, training, the next round's practice; exams go on beside them. The run ends when the last
 * round's checkpoint, and all before it, are examined.
 *
 * <p>Where the artifact store does not answer it waits and tries again; where that lasts too long, or an exam cannot be held, the
 * run is HELD with all that it has until somebody wants it to go on.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class RunLedger {

    private enum Phase {
        PRACTISING,
        TRAINING,
        /** The round's checkpoint is there; whether another round follows may hang on its exam. */
        TRAINED,
        EXAMINING,
        /** What a newer version wrote: nothing follows from it here. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    private static final String PRACTICE = "practice";
    private static final String TRAINING = "training";

    private Run run;
    private Phase phase = Phase.PRACTISING;
    private boolean trainingLost;
    private String lastFault;
    /** Until when what happened to the run is forgotten; null: it is not deleted. */
    private Long deletedAt;
    /** By what is held up: why. */
    private final Map<String, String> held = new LinkedHashMap<>();
    /** Null where nothing waits for the artifact store. */
    private StoreWait storeWait;

    private boolean forgotten;

    private final List<RoundLedger> rounds = new ArrayList<>();
    private final ExamBook exams = new ExamBook();
    private final TeacherTally teacher = new TeacherTally();
    private final StageClock clock = new StageClock();

    private RunLedger() {}

    /** The ledger of a run that is new here; of one that has ended already, only what its last record tells. */
    public RunLedger(Run run) {
        // What a ledger announces is no wish: it would be granted for ever.
        this.run = run.withWish(null);
    }

    /** The first exam and the first practice tasks. */
    public List<Effect> start(int window, long now) {
        if (ended()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        if (specification().exam().baseline()) {
            clock.heardOf("exam-0", now);
            effects.add(new Effect.Announce(Announcements.studentAsItCame(run)));
        }
        practise(now);
        effects.addAll(advance(window, now));
        return effects;
    }

    /** A person wants something of the run. What it comes to is announced, so that whoever follows runs knows. */
    public List<Effect> wished(Run request, int window, long now) {
        switch (request.wish()) {
            case START -> startedAgain(request);
            case PAUSE ->
                run = run.state() == Run.State.RUNNING || run.state() == Run.State.HELD
                        ? Announcements.going(run, Run.State.PAUSED)
                        : run;
            case RESUME -> run = ended() ? run : Announcements.going(run, Run.State.RUNNING);
            case CANCEL ->
                run = ended() ? run : Announcements.ended(run, Run.State.CANCELLED, "cancelled on request", now);
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Announce(run));
        if (run.state() == Run.State.RUNNING) {
            boolean trainsAgain = trainingLost || held.containsKey(TRAINING);
            if (trainingLost || !held.isEmpty()) {
                storeWait = null;
            }
            trainingLost = false;
            held.clear();
            if (trainsAgain) {
                effects.add(new Effect.Train(round()));
            }
        }
        effects.addAll(advance(window, now));
        return effects;
    }

    /**
     * Whether the same request, made again like this, changes anything: it goes on where it was paused, is held or failed in training
     * or as all was lost, a larger budget and other terms on which the models are reached and paid hold for all that is asked of
     * them from now on, and a larger budget teaches what is UNFUNDED in the last round of a run that has finished. Anything else
     * of a run never changes.
     */
    public boolean changes(RunSpecification asked) {
        return switch (run.state()) {
            case PAUSED, HELD, UNKNOWN -> true;
            case RUNNING -> !goingOn(asked).equals(specification());
            case FAILED -> trainingLost || phase == Phase.PRACTISING && !rounds.isEmpty();
            case FINISHED ->
                !rounds.isEmpty()
                        && current().isUnderfunded(goingOn(asked).teacher().budgetUsd());
            case CANCELLED -> false;
        };
    }

    /** Whether anything can still come of it: it has not been given up, nor failed for good. */
    public boolean canGoOn() {
        return run.state() != Run.State.CANCELLED
                && (run.state() != Run.State.FAILED || trainingLost || phase == Phase.PRACTISING && !rounds.isEmpty());
    }

    /** What it goes on with when the same request is made again: its terms, and the greater budget. */
    private RunSpecification goingOn(RunSpecification asked) {
        RunSpecification after = specification().onTermsOf(asked);
        double budget = Math.max(asked.teacher().budgetUsd(), budgetUsd());
        return after.withTeacher(after.teacher().withBudget(budget));
    }

    private void startedAgain(Run request) {
        if (!changes(request.specification())) {
            return;
        }
        run = run.withSpecification(goingOn(request.specification()));
        if (run.state() == Run.State.FINISHED) {
            phase = Phase.PRACTISING;
            current().stop(null);
        }
        if (run.state() == Run.State.FAILED
                && phase == Phase.PRACTISING
                && current().isLost()) {
            current().restart();
        }
        run = Announcements.going(run, Run.State.RUNNING);
    }

    /** What is to be done next, by all that is known; nothing while it is paused, and nothing twice. */
    public List<Effect> advance(int window, long now) {
        return run.state() != Run.State.RUNNING || storeWait != null ? List.of() : next(window, now);
    }

    private List<Effect> next(int window, long now) {
        return switch (phase) {
            case PRACTISING -> practising(window, now);
            case TRAINING, UNKNOWN -> List.of();
            case TRAINED -> afterTraining(window, now);
            case EXAMINING -> isExamined() ? end(Run.State.FINISHED, null, now) : List.of();
        };
    }

    private List<Effect> practising(int window, long now) {
        RoundLedger round = current();
        int room = window - round.inFlight();
        if (round.toTeachAgain() > 0) {
            return room > 0 ? List.of(new Effect.TeachAgain(Math.min(room, round.toTeachAgain()))) : List.of();
        }
        int left = run.practice().count() - round.handedOut();
        if (left > 0) {
            return room > 0 ? List.of(new Effect.HandOut(round.handedOut(), Math.min(room, left))) : List.of();
        }
        if (round.inFlight() > 0) {
            return List.of();
        }
        if (round.isUnderfunded(budgetUsd())) {
            round.fund(budgetUsd());
            return practising(window, now);
        }
        return afterPractice(window, now);
    }

    private List<Effect> afterPractice(int window, long now) {
        RoundLedger round = current();
        if (round.isLost()) {
            return end(
                    Run.State.FAILED,
                    "every practice task ended in a fault of ours" + (lastFault == null ? "" : ": " + lastFault),
                    now);
        }
        if (round.examples() == 0) {
            // Another round would find the same student.
            round.stop("nothing new was taught");
            phase = Phase.EXAMINING;
            return advance(window, now);
        }
        phase = Phase.TRAINING;
        clock.heardOf("training-" + round.number(), now);
        return List.of(new Effect.Train(round.number()));
    }

    private List<Effect> afterTraining(int window, long now) {
        RoundLedger round = current();
        if (round.number() >= specification().rounds()) {
            round.stop(RoundReport.LAST);
            phase = Phase.EXAMINING;
            return advance(window, now);
        }
        if (specification().until() != null) {
            if (!isExamined()) {
                return List.of();
            }
            Optional<String> enough = EarlyStop.reason(specification().until(), exams, round.number());
            if (enough.isPresent()) {
                round.stop(enough.get());
                phase = Phase.EXAMINING;
                return advance(window, now);
            }
        }
        practise(now);
        return advance(window, now);
    }

    /**
     * The artifact store did not do what an effect needs: it is tried again after a while, and after so long the run is held.
     *
     * @param what was wanted of the store, for people
     */
    public List<Effect> storeFailed(String what, String problem, Duration patience, long now) {
        String reason = what + ": " + problem;
        storeWait = StoreWait.after(storeWait, reason, now);
        if (!storeWait.isOver(patience, now)) {
            return List.of();
        }
        storeWait = null;
        return hold(phase == Phase.TRAINING ? TRAINING : PRACTICE, reason);
    }

    /** The artifact store did what an effect needs. */
    public void storeAnswered() {
        storeWait = null;
    }

    /** Whether it waits for the artifact store. */
    public boolean waits() {
        return storeWait != null;
    }

    /** Whether the artifact store is to be tried again. */
    public boolean tryIsDue(long now) {
        return storeWait != null && run.state() == Run.State.RUNNING && storeWait.isDue(now);
    }

    /** What the artifact store was needed for, once another try is due. */
    public List<Effect> tryStoreAgain(int window, long now) {
        if (!tryIsDue(now)) {
            return List.of();
        }
        List<Effect> effects = phase == Phase.TRAINING ? List.of(new Effect.Train(round())) : next(window, now);
        if (effects.isEmpty()) {
            storeWait = null;
        }
        return effects;
    }

    /** Something in this process went wrong with the run, so that it is better looked at before it goes on. */
    public List<Effect> brokeDown(String reason) {
        return ended() ? List.of() : hold(phase == Phase.TRAINING ? TRAINING : "processing", reason);
    }

    /** So many tasks went out, from so many places of the data set: those taught in an earlier round are passed over. */
    public void handedOut(int places, int tasks) {
        current().handOut(places, tasks);
    }

    /** An UNFUNDED task, with so many samples that lacked money, went to the teacher again. */
    public void taughtAgain(String place, int samples) {
        current().teachAgain(place, samples);
    }

    /** There is no UNFUNDED task left to be taught again. */
    public void noneToTeachAgain() {
        current().noneToTeachAgain();
    }

    /** Where the last task stands that went to the teacher again; null where none did. */
    public String taughtAgainUpTo() {
        return current().taughtAgainUpTo();
    }

    /** Whether practice of this round goes on. */
    public boolean practises(int round) {
        return !ended() && isPractising(round);
    }

    /** Whether the outcomes of a round's tasks may still change: while it practises, or where it failed as all were lost. */
    public boolean takesOutcomes(int round) {
        return (!ended() || run.state() == Run.State.FAILED) && isPractising(round);
    }

    private boolean isPractising(int round) {
        return phase == Phase.PRACTISING && round() > 0 && current().number() == round;
    }

    public void sampleJudged(RunEvent.SampleJudged judged, long now) {
        if (judged.round() < 1 || judged.round() > rounds.size()) {
            return;
        }
        rounds.get(judged.round() - 1).sampleJudged(judged.failed());
        clock.heardOf("practice-" + judged.round(), now);
        if (judged.failed()) {
            clock.heardOf("teaching-" + judged.round(), now);
        }
    }

    /** Counts a sample of a task of the current round. */
    public void sampleEnded(boolean taught, int examples, long now) {
        current().sampleEnded(taught, examples);
        if (taught) {
            clock.heardOf("teaching-" + current().number(), now);
        }
    }

    /** Keeps why something was lost, should all be. */
    public void faulted(String reason) {
        lastFault = reason == null ? lastFault : reason;
    }

    /** A task of the current round has ended: the next one may go out, or the round is over. */
    public List<Effect> taskEnded(Outcome outcome, int window, long now) {
        current().taskEnded(outcome);
        return advance(window, now);
    }

    /** A task of the current round that had ended for a reason of ours came to another end after all. */
    public void taskMended(Outcome outcome) {
        current().taskMended(outcome);
    }

    /** A round's training on these examples. */
    public TrainingJob trainingJob(List<String> sortedExampleIds) {
        CheckpointReference base = specification().training().fromBase() ? studentBefore(1) : student();
        return Announcements.trainingJob(run, round(), base, sortedExampleIds);
    }

    /** Whether the job is to be done, and not done already; if so, it is what the current round now waits for. */
    public boolean trains(TrainingJob job) {
        if (current().isTrainedBy(job)) {
            phase = Phase.TRAINED;
            return false;
        }
        current().train(job);
        exams.forget(round());
        return true;
    }

    public void trained(RunEvent.Trained trained, long now) {
        if (trained.round() >= 1 && trained.round() <= rounds.size()) {
            rounds.get(trained.round() - 1).trained(trained);
            clock.heardOf("training-" + trained.round(), now);
        }
    }

    public List<Effect> checkpointMade(RunEvent.CheckpointMade made, int window, long now) {
        int round = made.reference().round();
        boolean lost = run.state() == Run.State.FAILED && trainingLost;
        if (ended() && !lost
                || phase != Phase.TRAINING
                || current().number() != round
                || current().hasReplaced(made.reference())) {
            return List.of();
        }
        current().checkpointMade(made);
        clock.heardOf("training-" + round, now);
        clock.heardOf("exam-" + round, now);
        phase = Phase.TRAINED;
        trainingLost = false;
        return goOn(TRAINING, lost, window, now);
    }

    public void examAnswered(RunEvent.ExamAnswered answered) {
        exams.answered(answered.round());
    }

    public List<Effect> examGraded(RunEvent.ExamGraded graded, int window, long now) {
        int round = graded.report().round();
        boolean replaced = round >= 1
                && round <= rounds.size()
                && graded.checkpoint() != null
                && rounds.get(round - 1).hasReplaced(graded.checkpoint());
        if (replaced || !exams.add(graded.report())) {
            return List.of();
        }
        clock.heardOf("exam-" + round, now);
        return isExamined(round) ? goOn("exam-" + round, false, window, now) : advance(window, now);
    }

    /** @param before the last entry of the same call; null where there was none */
    public boolean called(RunEvent.Called before, RunEvent.Called call) {
        boolean news = TeacherTally.news(before, call);
        if (news) {
            teacher.replace(before, call);
        }
        return news;
    }

    /** Whether a stage was lost that the run waits for, and not one that came to its end all the same. */
    public boolean awaits(RunEvent.StageLost lost) {
        if (ended()) {
            return false;
        }
        if (lost.training()) {
            return phase == Phase.TRAINING && current().awaits(lost.jobId());
        }
        CheckpointReference checkpoint = lost.checkpoint();
        if (checkpoint == null) {
            return phase == Phase.TRAINING || !isExamined();
        }
        return !isExamined(checkpoint.round()) && checkpoint.equals(examinee(checkpoint.round()));
    }

    /** A stage of the whole run was lost that it waits for. */
    public List<Effect> stageLost(RunEvent.StageLost lost, long now) {
        if (!lost.training()) {
            // Where a checkpoint cannot be read it may be the one that the round waits for: then it is made again.
            boolean anyCheckpoint = lost.checkpoint() == null && phase == Phase.TRAINING;
            String what = lost.checkpoint() == null
                    ? "exam"
                    : "exam-" + lost.checkpoint().round();
            return hold(anyCheckpoint ? TRAINING : what, lost.reason());
        }
        trainingLost = true;
        return end(Run.State.FAILED, lost.reason(), now);
    }

    /** The weights that a round's exam is of; null where there are none. */
    private CheckpointReference examinee(int round) {
        if (round == 0) {
            return Announcements.studentAsItCame(run).reference();
        }
        return round <= rounds.size() ? rounds.get(round - 1).checkpoint() : null;
    }

    private List<Effect> hold(String what, String reason) {
        held.putIfAbsent(what, reason);
        if (run.state() != Run.State.RUNNING) {
            return List.of();
        }
        run = Announcements.held(run, reason);
        return List.of(new Effect.Announce(run));
    }

    /** What held the run up has come to its end all the same. */
    private List<Effect> goOn(String what, boolean failedBefore, int window, long now) {
        held.remove(what);
        List<Effect> effects = new ArrayList<>();
        if (failedBefore || run.state() == Run.State.HELD && held.isEmpty()) {
            run = Announcements.going(run, Run.State.RUNNING);
            effects.add(new Effect.Announce(run));
        }
        effects.addAll(advance(window, now));
        return effects;
    }

    /** The run is deleted, and nothing of it is shown any more; what comes of it up to this time is forgotten, too. */
    public void delete(long now) {
        deletedAt = deletedAt == null ? now : Math.max(deletedAt, now);
    }

    public boolean isDeleted() {
        return deletedAt != null;
    }

    /** Nothing is left of it but this. */
    public void forget() {
        forgotten = true;
    }

    /** Whether its deletion, which may take several steps, is through. */
    public boolean isForgotten() {
        return forgotten;
    }

    /** When it was deleted, or last heard of after that. */
    public long deletedAt() {
        return deletedAt;
    }

    /** What the run may have left in the artifact store. */
    public RunArtifacts artifacts() {
        Set<String> jobs = new LinkedHashSet<>();
        rounds.forEach(round -> jobs.addAll(round.jobs()));
        Set<DataSet> dataSets = new LinkedHashSet<>(List.of(run.practice(), run.exam()));
        if (run.recorded() != null) {
            dataSets.add(run.recorded());
        }
        rounds.forEach(round -> dataSets.addAll(round.dataSets()));
        return new RunArtifacts(jobs, dataSets);
    }

    public Run run() {
        return run;
    }

    /** The weights that practise in the current round: those of the last round before it that made some. */
    public CheckpointReference student() {
        return studentBefore(round());
    }

    public int round() {
        return rounds.size();
    }

    /** Practice tasks that are with some stage now. */
    public int inFlight() {
        return ended() || rounds.isEmpty() ? 0 : current().inFlight();
    }

    public RunReport report() {
        String waiting = run.state() == Run.State.RUNNING && storeWait != null ? storeWait.reason() : null;
        return new RunProgress(run, waiting, rounds, exams, teacher, clock).report();
    }

    private CheckpointReference studentBefore(int round) {
        for (int i = round - 2; i >= 0; i--) {
            if (rounds.get(i).checkpoint() != null) {
                return rounds.get(i).checkpoint();
            }
        }
        return Announcements.studentAsItCame(run).reference();
    }

    private void practise(long now) {
        phase = Phase.PRACTISING;
        rounds.add(new RoundLedger(rounds.size() + 1, budgetUsd()));
        clock.heardOf((specification().method().personalised() ? "practice-" : "teaching-") + rounds.size(), now);
    }

    /** Whether all that there is to examine is. */
    private boolean isExamined() {
        int refineSteps = specification().exam().refineSteps();
        return (!specification().exam().baseline() || exams.isExamined(0, refineSteps))
                && rounds.stream()
                        .filter(round -> round.checkpoint() != null)
                        .allMatch(round -> exams.isExamined(round.number(), refineSteps));
    }

    private boolean isExamined(int round) {
        return exams.isExamined(round, specification().exam().refineSteps());
    }

    private List<Effect> end(Run.State state, String reason, long now) {
        run = Announcements.ended(run, state, reason, now);
        return List.of(new Effect.Announce(run));
    }

    private boolean ended() {
        return run.state().ended();
    }

    private double budgetUsd() {
        return specification().teacher().budgetUsd();
    }

    private RoundLedger current() {
        return rounds.get(rounds.size() - 1);
    }

    private RunSpecification specification() {
        return run.specification();
    }
}
