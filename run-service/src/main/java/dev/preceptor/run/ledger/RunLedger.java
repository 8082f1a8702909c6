package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run from its request to its end. Each method takes what happened; those that may lead to something give what is to be
 * done. Times are milliseconds since the epoch. It holds numbers only: tasks and example ids are kept beside it.
 *
 * <p>Practice of a round, training, the next round's practice; exams go on beside them. The run ends when the last
 * round's checkpoint, and all before it, are examined.
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
        EXAMINING
    }

    private Run run;
    private Phase phase = Phase.PRACTISING;
    private boolean trainingLost;
    private String lastFault;
    private final List<RoundLedger> rounds = new ArrayList<>();
    private final ExamBook exams = new ExamBook();
    private final TeacherTally teacher = new TeacherTally();
    private final StageClock clock = new StageClock();

    private RunLedger() {}

    /** The ledger of a run that is new here; of one that has ended already, only what its last record tells. */
    public RunLedger(Run run) {
        // What a ledger announces is no wish: it would be granted for ever.
        this.run = run.wishing(null);
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
            case PAUSE -> run = run.state() == Run.State.RUNNING ? Announcements.going(run, Run.State.PAUSED) : run;
            case RESUME -> run = run.state() == Run.State.PAUSED ? Announcements.going(run, Run.State.RUNNING) : run;
            case CANCEL ->
                run = ended() ? run : Announcements.ended(run, Run.State.CANCELLED, "cancelled on request", now);
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Announce(run));
        if (trainingLost && run.state() == Run.State.RUNNING) {
            trainingLost = false;
            effects.add(new Effect.Train(round()));
        }
        effects.addAll(advance(window, now));
        return effects;
    }

    /**
     * Whether the same request, made again like this, changes anything: it goes on where it was paused or failed in training, a
     * larger budget and other terms on which the models are reached and paid hold for all that is asked of them from now on,
     * and a larger budget teaches what is UNFUNDED in the last round of a run that has finished. Anything else of a run never
     * changes.
     */
    public boolean changes(RunSpecification asked) {
        return switch (run.state()) {
            case PAUSED -> true;
            case RUNNING -> !goingOn(asked).equals(specification());
            case FAILED -> trainingLost;
            case FINISHED ->
                !rounds.isEmpty()
                        && current().isUnderfunded(goingOn(asked).teacher().budgetUsd());
            case CANCELLED -> false;
        };
    }

    /** Whether anything can still come of it: it has not been given up, nor failed for good. */
    public boolean canGoOn() {
        return run.state() != Run.State.CANCELLED && (run.state() != Run.State.FAILED || trainingLost);
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
        run = Announcements.withSpecification(run, goingOn(request.specification()));
        if (run.state() == Run.State.FINISHED) {
            phase = Phase.PRACTISING;
            current().stop(null);
        }
        run = Announcements.going(run, Run.State.RUNNING);
    }

    /** What is to be done next, by all that is known; nothing while it is paused, and nothing twice. */
    public List<Effect> advance(int window, long now) {
        if (run.state() != Run.State.RUNNING) {
            return List.of();
        }
        return switch (phase) {
            case PRACTISING -> practising(window, now);
            case TRAINING -> List.of();
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
        return !ended() && phase == Phase.PRACTISING && current().number() == round;
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
        if (ended()
                || phase != Phase.TRAINING
                || current().number() != round
                || current().hasReplaced(made.reference())) {
            return List.of();
        }
        current().checkpointMade(made);
        clock.heardOf("training-" + round, now);
        clock.heardOf("exam-" + round, now);
        phase = Phase.TRAINED;
        return advance(window, now);
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
        return advance(window, now);
    }

    /** @param before the last entry of the same call; null where there was none */
    public boolean called(RunEvent.Called before, RunEvent.Called call) {
        boolean news = TeacherTally.news(before, call);
        if (news) {
            teacher.replace(before, call);
        }
        return news;
    }

    /** A stage of the whole run was lost, so that it cannot go on. */
    public List<Effect> stageLost(RunEvent.StageLost lost, long now) {
        if (ended()) {
            return List.of();
        }
        trainingLost = lost.training() && phase == Phase.TRAINING;
        return end(Run.State.FAILED, lost.reason(), now);
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
        return new RunProgress(run, rounds, exams, teacher, clock).report();
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
