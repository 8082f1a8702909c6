package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.ArrayList;
import java.util.List;

/**
 * A run from its request to its end. Each method takes what happened and gives what is to be done; times are milliseconds
 * since the epoch. It holds numbers only: tasks and example ids are kept beside it.
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
        EXAMINING
    }

    private Run run;
    private Phase phase = Phase.PRACTISING;
    private boolean trainingLost;
    private CheckpointReference student;
    private final List<RoundLedger> rounds = new ArrayList<>();
    private final ExamBook exams = new ExamBook();
    private final TeacherTally teacher = new TeacherTally();
    private final StageClock clock = new StageClock();

    private RunLedger() {}

    /** The ledger of a run that is new here; of one that has ended already, only what its last record tells. */
    public RunLedger(Run run) {
        this.run = run;
        this.student = Announcements.studentAsItCame(run).reference();
    }

    /** The first exam and the first practice tasks. */
    public List<Effect> start(int window, long now) {
        if (ended()) {
            return List.of();
        }
        clock.heardOf("exam-0", now);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Announce(Announcements.studentAsItCame(run)));
        effects.addAll(practise(window, now));
        return effects;
    }

    /**
     * The same run was asked for once more. A larger budget holds for all that is assigned from now on; a training that was
     * lost is tried again. Anything else of a run never changes.
     */
    public List<Effect> requestedAgain(Run again) {
        boolean resumes = resumable() && !again.state().ended();
        boolean larger = again.specification().teacher().budgetUsd()
                > specification().teacher().budgetUsd();
        if (larger && (resumes || !ended())) {
            run = Announcements.withSpecification(run, again.specification());
        }
        if (!resumes) {
            return List.of();
        }
        trainingLost = false;
        run = Announcements.resumed(run);
        return List.of(new Effect.Train(round()));
    }

    /** Whether the same request starts it again: it failed in training, and all before that is done and paid for. */
    public boolean resumable() {
        return run.state() == Run.State.FAILED && trainingLost;
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

    /** A task of the current round has ended: the next one may go out, or the round is over. */
    public List<Effect> taskEnded(Outcome outcome, int window, long now) {
        RoundLedger round = current();
        round.taskEnded(outcome);
        if (round.outcomes().ended() < run.practice().count()) {
            return handOut(window);
        }
        if (round.examples() == 0) {
            // Nothing was learnt, so that another round would find the same student.
            phase = Phase.EXAMINING;
            return endIfExamined(now);
        }
        phase = Phase.TRAINING;
        clock.heardOf("training-" + round.number(), now);
        return List.of(new Effect.Train(round.number()));
    }

    /** The current round's training. */
    public TrainingJob trainingJob(List<String> sortedExampleIds) {
        return Announcements.trainingJob(run, round(), student, sortedExampleIds);
    }

    public void trained(RunEvent.Trained trained, long now) {
        if (trained.round() >= 1 && trained.round() <= rounds.size()) {
            rounds.get(trained.round() - 1).trained(trained);
            clock.heardOf("training-" + trained.round(), now);
        }
    }

    public List<Effect> checkpointMade(RunEvent.CheckpointMade made, int window, long now) {
        int round = made.reference().round();
        if (ended() || phase != Phase.TRAINING || current().number() != round) {
            return List.of();
        }
        current().checkpointMade(made);
        clock.heardOf("training-" + round, now);
        clock.heardOf("exam-" + round, now);
        student = made.reference();
        if (round < specification().rounds()) {
            return practise(window, now);
        }
        phase = Phase.EXAMINING;
        return endIfExamined(now);
    }

    public void examAnswered(RunEvent.ExamAnswered answered) {
        exams.answered(answered.round());
    }

    public List<Effect> examGraded(ExamReport report, long now) {
        if (!exams.add(report)) {
            return List.of();
        }
        clock.heardOf("exam-" + report.round(), now);
        return endIfExamined(now);
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

    public CheckpointReference student() {
        return student;
    }

    public int round() {
        return rounds.size();
    }

    public RunReport report() {
        return new RunProgress(run, rounds, exams, teacher, clock).report();
    }

    private List<Effect> practise(int window, long now) {
        phase = Phase.PRACTISING;
        rounds.add(new RoundLedger(rounds.size() + 1));
        clock.heardOf((specification().method().personalised() ? "practice-" : "teaching-") + rounds.size(), now);
        return handOut(window);
    }

    private List<Effect> handOut(int window) {
        RoundLedger round = current();
        int inFlight = round.handedOut() - round.outcomes().ended();
        int tasks = Math.min(window - inFlight, run.practice().count() - round.handedOut());
        if (tasks <= 0) {
            return List.of();
        }
        Effect handOut = new Effect.HandOut(round.handedOut(), tasks);
        round.handOut(tasks);
        return List.of(handOut);
    }

    private List<Effect> endIfExamined(long now) {
        if (ended() || phase != Phase.EXAMINING || !isExamined(0)) {
            return List.of();
        }
        boolean all = rounds.stream()
                .filter(round -> round.checkpoint() != null)
                .allMatch(round -> isExamined(round.number()));
        return all ? end(Run.State.FINISHED, null, now) : List.of();
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

    private RoundLedger current() {
        return rounds.get(rounds.size() - 1);
    }

    private RunSpecification specification() {
        return run.specification();
    }
}
