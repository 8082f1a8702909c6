package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.PracticeFlips;
import dev.preceptor.contracts.report.RoundFailures;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.stage.stream.Pace;
import dev.preceptor.stage.stream.StoreWait;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The state of a run. {@link RunStateMachine} changes it. It holds numbers only, so that it stays small however large the run is:
 * tasks and example ids have stores of their own. Its JSON is what the state store holds; ledgers of earlier versions are read.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class RunLedger {

    private Run run;
    private Phase phase = Phase.PRACTISING;
    /** Whether the run FAILED because its training was lost: the same request trains again. */
    private boolean trainingLost;
    /** The reason of the last fault of ours. */
    private String lastFault;
    /** Why the newest task of each outcome taught nothing. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Map<String, String> reasons = new TreeMap<>();
    /** By the name of the rung; empty if there is one teacher. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Map<String, RungCounts> rungs = new TreeMap<>();
    /** Null where the practice tasks are not to be generated. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private GenerationLedger generation;

    /** Null where the run does not wait for the artifact store. */
    private StoreWait storeWait;

    /** How fast practice tasks end; null before the first has ended, and in ledgers of earlier versions. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private Pace pace;

    @JsonUnwrapped
    private final Deletion deletion = new Deletion();

    private final Holds held = new Holds();
    private final Rounds rounds = new Rounds();
    private final ExamReports exams = new ExamReports();
    private final TeacherTally teacher = new TeacherTally();
    private final StageClock clock = new StageClock();

    private RunLedger() {}

    /** The ledger of a run that is new here. Of a run that has ended already it knows what its last record tells. */
    public RunLedger(Run run) {
        // A ledger publishes its run without a wish: a wish would be granted again each time that it is read.
        this.run = run.withWish(null);
        this.phase = run.practice() == null ? Phase.GENERATING : Phase.PRACTISING;
        this.generation = run.generation() == null ? null : GenerationLedger.NONE;
    }

    public Run run() {
        return run;
    }

    /** The number of the current round; 0 before the first. */
    public int round() {
        return rounds.count();
    }

    /** The weights that practise in the current round: the newest checkpoint of an earlier round, or the student as it came. */
    public CheckpointReference student() {
        return rounds.checkpointBefore(round()).orElseGet(this::studentAsItCame);
    }

    /** Practice tasks that some stage works on now. */
    public int inFlight() {
        return ended() || round() == 0 ? 0 : rounds.current().inFlight();
    }

    /** How fast practice tasks end. */
    public Pace pace() {
        return pace == null ? Pace.NONE : pace;
    }

    /** Whether practice of this round goes on. */
    public boolean practises(int round) {
        return !ended() && isPractising(round);
    }

    /** Whether outcomes of this round's tasks may still change: while it practises, and after it FAILED as all tasks were lost. */
    public boolean takesOutcomes(int round) {
        return (!ended() || run.state() == Run.State.FAILED) && isPractising(round);
    }

    /** Whether it waits for the artifact store. */
    public boolean waits() {
        return storeWait != null;
    }

    /** Whether the artifact store is to be tried again now. */
    public boolean storeRetryIsDue(long now) {
        return storeWait != null && run.state() == Run.State.RUNNING && storeWait.isDue(now);
    }

    /** Whether the same request, made again with this specification, changes anything. */
    public boolean changes(RunSpecification asked) {
        return new RepeatedRequest(this, asked).changesRun();
    }

    /** Whether the run can still produce anything: it was not cancelled, and did not fail for good. */
    public boolean canGoOn() {
        return run.state() != Run.State.CANCELLED && (run.state() != Run.State.FAILED || canRecover());
    }

    /** Whether a run that FAILED goes on where the same request is made again. */
    boolean canRecover() {
        return trainingLost || phase == Phase.GENERATING || phase == Phase.PRACTISING && round() > 0;
    }

    public RunReport report() {
        String waiting = run.state() == Run.State.RUNNING && storeWait != null ? storeWait.reason() : null;
        return new RunProgress(
                        run,
                        waiting,
                        generation == null ? null : generation.progress(),
                        rounds.all(),
                        exams,
                        teacher.bill(specification(), rungs),
                        clock)
                .report()
                .withReasons(Map.copyOf(reasons));
    }

    /** The failures of the student's practice in each round, by the type of error. */
    public List<RoundFailures> failures() {
        return rounds.all().stream().map(RoundLedger::failures).toList();
    }

    /**
     * The practice tasks that were solved in only one of a round and the round before it.
     *
     * @param round that there is
     */
    public PracticeFlips flips(int round, List<String> gainedTasks, List<String> lostTasks) {
        RoundLedger later = rounds.round(round).orElseThrow();
        return new PracticeFlips(round, later.newlySolved(), later.noLongerSolved(), gainedTasks, lostTasks);
    }

    /** The round of the last exam of first answers; 0 if only the untrained student was examined, or nobody. */
    public int lastExaminedRound() {
        return exams.inOrder().stream()
                .filter(exam -> exam.refineStep() == 0)
                .mapToInt(ExamReport::round)
                .max()
                .orElse(0);
    }

    /** Whether this checkpoint is the result of its round's training. */
    public boolean hasCheckpoint(CheckpointReference reference) {
        return rounds.round(reference.round())
                .filter(round -> reference.equals(round.checkpoint()))
                .isPresent();
    }

    /** What the run may have left in the artifact store. */
    public RunArtifacts artifacts() {
        Set<String> jobs = new LinkedHashSet<>();
        Set<DataSet> dataSets = new LinkedHashSet<>();
        Stream.of(run.practice(), run.exam(), run.recorded())
                .filter(Objects::nonNull)
                .forEach(dataSets::add);
        if (run.generation() != null) {
            dataSets.add(run.generation().seeds());
            dataSets.add(run.generation().request());
        }
        for (RoundLedger round : rounds.all()) {
            jobs.addAll(round.jobs());
            dataSets.addAll(round.dataSets());
        }
        return new RunArtifacts(jobs, dataSets);
    }

    /** Marks the run as deleted: nothing of it is shown any more, and whatever of it arrives up to this time is dropped. */
    public void delete(long now) {
        deletion.delete(now);
    }

    public boolean isDeleted() {
        return deletion.isDeleted();
    }

    /** When it was deleted, or when something of it arrived after that. */
    public long deletedAt() {
        return deletion.deletedAt();
    }

    /** Its deletion, which may take several steps, is complete. */
    public void completeDeletion() {
        deletion.complete();
    }

    public boolean isDeletionComplete() {
        return deletion.isComplete();
    }

    /** The current round's training on these examples. */
    public TrainingJob trainingJob(List<String> sortedExampleIds) {
        CheckpointReference base = specification().training().fromBase() ? studentAsItCame() : student();
        return OutgoingEvents.trainingJob(run, round(), base, sortedExampleIds);
    }

    /** Where the last task stands that went to the teacher again; null where none did. */
    public String taughtAgainUpTo() {
        return rounds.current().taughtAgainUpTo();
    }

    RunSpecification specification() {
        return run.specification();
    }

    boolean ended() {
        return run.state().ended();
    }

    Phase phase() {
        return phase;
    }

    GenerationLedger generation() {
        return generation;
    }

    Rounds rounds() {
        return rounds;
    }

    ExamReports exams() {
        return exams;
    }

    TeacherTally teacher() {
        return teacher;
    }

    Holds held() {
        return held;
    }

    StoreWait storeWait() {
        return storeWait;
    }

    boolean trainingLost() {
        return trainingLost;
    }

    String lastFault() {
        return lastFault;
    }

    /** A sum of the budgets of the run and of its rungs, which rises with each of them. */
    double fundsUsd() {
        return specification().fundsUsd();
    }

    void countRung(String rung, UnaryOperator<RungCounts> change) {
        rungs.put(rung, change.apply(rungs.getOrDefault(rung, RungCounts.NONE)));
    }

    void setGeneration(GenerationLedger changed) {
        generation = changed;
    }

    void set(Run changed) {
        run = changed;
    }

    void enter(Phase next) {
        phase = next;
    }

    void setTrainingLost(boolean lost) {
        trainingLost = lost;
    }

    void setReason(Outcome outcome, String reason) {
        reasons.put(outcome.name().toLowerCase(Locale.ROOT), reason);
    }

    void setLastFault(String reason) {
        lastFault = reason;
    }

    void setStoreWait(StoreWait wait) {
        storeWait = wait;
    }

    /** A practice task has ended at this time. */
    void taskEnded(long now) {
        pace = pace().ended(now);
    }

    /** Something of a stage was seen at this time. */
    void seen(String stage, long now) {
        clock.seen(stage, now);
    }

    /** Whether every exam that there is to hold has its report. */
    boolean isExamined() {
        return (!specification().exam().baseline() || isExamined(0))
                && rounds.all().stream()
                        .filter(round -> round.checkpoint() != null)
                        .allMatch(round -> isExamined(round.number()));
    }

    boolean isExamined(int round) {
        return exams.isExamined(round, specification().exam().refineSteps());
    }

    /** The ids of the examples that a round's checkpoint was trained on, one per line; empty if they are unknown. */
    public Optional<DataSet> trainedExamples(int round) {
        return rounds.round(round).map(RoundLedger::trainedExamples);
    }

    /** The weights that a round's exam is about, of round 0 the student as it came; null where there are none. */
    public CheckpointReference examinee(int round) {
        return round == 0
                ? studentAsItCame()
                : rounds.round(round).map(RoundLedger::checkpoint).orElse(null);
    }

    private boolean isPractising(int round) {
        return phase == Phase.PRACTISING && round > 0 && round() == round;
    }

    private CheckpointReference studentAsItCame() {
        return OutgoingEvents.studentAsItCame(run).reference();
    }
}
