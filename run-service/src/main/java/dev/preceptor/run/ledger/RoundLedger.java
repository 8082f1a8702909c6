package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundFailures;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RoundReportBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The numbers of a round. Its size does not depend on the number of tasks.
 *
 * <p>One class, although long: its fields are one JSON object in the state store, and its methods are the only ones that change them.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class RoundLedger {

    private static final int MOST_ERROR_TYPES = 40;
    private static final String OTHER_ERRORS = "OTHER";

    private int number;
    /** The place in the data set where its tasks begin. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int first;

    /** The greatest number of its places in the data set; null: all places. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private Integer most;

    /** The number of places whose tasks were assigned, or passed over because an earlier round taught them. */
    private int handedOut;

    private int passedOver;
    private int toTeachAgain;
    private String taughtAgainUpTo;
    private double fundedWith;
    private int judged;
    private int failed;
    /** The samples that the student failed, by the type of error. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Map<String, Integer> failures = new TreeMap<>();

    /** Tasks that were solved in this round and not in the round before it. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int newlySolved;
    /** Tasks that were solved in the round before it and not in this one. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int noLongerSolved;

    /** The attempts that the teacher scored. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int scored;

    /** The tokens of these attempts. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private long scoredTokens;

    /** The scored attempts in its training; null before that, and if there are none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private TrainedScores trainedScores;

    private int lessonsEnded;
    private int examples;
    private Ledger outcomes = Ledger.EMPTY;
    private int step;
    private int steps;
    private Double firstLoss;
    private Double lastLoss;
    private CheckpointReference checkpoint;
    private final List<CheckpointReference> replaced = new ArrayList<>();
    private String jobId;
    private final List<String> earlierJobs = new ArrayList<>();
    private final Set<DataSet> dataSets = new LinkedHashSet<>();
    private Integer trainedOn;
    /** How many of the examples that it is trained on are mixed in by {@code training.replay}. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int replayed;

    /** The ids of the examples that the checkpoint was trained on; null before that, and in ledgers of earlier versions. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private DataSet trainedExamples;

    private String stopped;

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int calls;

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private long nanoUsd;

    private RoundLedger() {}

    /**
     * @param fundsUsd the most that the teacher may cost in the whole run; on a ladder with the budgets of the rungs added
     * @param tasksPerRound how many tasks, which no earlier round had, it practises; null: all
     */
    RoundLedger(int number, double fundsUsd, Integer tasksPerRound) {
        this.number = number;
        this.fundedWith = fundsUsd;
        this.first = tasksPerRound == null ? 0 : tasksPerRound * (number - 1);
        this.most = tasksPerRound;
    }

    int number() {
        return number;
    }

    /** The place in the data set of the next task to assign. */
    int nextPlace() {
        return first + handedOut;
    }

    /** The number of places whose tasks are still to be assigned. */
    int left(int inDataSet) {
        return places(inDataSet) - handedOut;
    }

    private int places(int inDataSet) {
        int fromFirst = Math.max(0, inDataSet - first);
        return most == null ? fromFirst : Math.min(most, fromFirst);
    }

    int judged() {
        return judged;
    }

    /** Samples that the student failed. */
    int failed() {
        return failed;
    }

    /** The share of the judged samples that passed; NaN where none was judged. */
    double shareSolved() {
        return (judged - failed) / (double) judged;
    }

    /** What the answers of the teacher to the round's failures have cost so far, in US dollars. */
    double costUsd() {
        return nanoUsd / TeacherTally.NANOS;
    }

    /** Samples that the teacher has finished. */
    int lessonsEnded() {
        return lessonsEnded;
    }

    int examples() {
        return examples;
    }

    Ledger outcomes() {
        return outcomes;
    }

    int step() {
        return step;
    }

    int steps() {
        return steps;
    }

    Double lastLoss() {
        return lastLoss;
    }

    CheckpointReference checkpoint() {
        return checkpoint;
    }

    /** The tasks of the round, without those that were passed over so far. */
    int tasks(int inDataSet) {
        return places(inDataSet) - passedOver;
    }

    int inFlight() {
        return handedOut - passedOver - outcomes.ended();
    }

    /** UNFUNDED tasks that go to the teacher again. */
    int toTeachAgain() {
        return toTeachAgain;
    }

    /** The place of the last task that went to the teacher again; null where none did. */
    String taughtAgainUpTo() {
        return taughtAgainUpTo;
    }

    void assigned(int places, int tasks) {
        handedOut += places;
        passedOver += places - tasks;
    }

    /** Whether there is more money than that under which the round's UNFUNDED tasks were refused. */
    boolean isUnderfunded(double fundsUsd) {
        return outcomes.unfunded() > 0 && fundsUsd > fundedWith;
    }

    void fund(double fundsUsd) {
        fundedWith = fundsUsd;
        toTeachAgain = outcomes.unfunded();
        taughtAgainUpTo = null;
    }

    /** An UNFUNDED task, of so many samples without money, goes to the teacher again. */
    void teachAgain(String place, int samples) {
        outcomes = outcomes.lessUnfunded();
        lessonsEnded -= samples;
        toTeachAgain--;
        taughtAgainUpTo = place;
    }

    /** No further UNFUNDED task is left. */
    void noneToTeachAgain() {
        toTeachAgain = 0;
    }

    boolean isLost() {
        return outcomes.faulted() > 0 && outcomes.faulted() == handedOut - passedOver;
    }

    /** Assigns all tasks again, because all were lost. */
    void restart() {
        handedOut = 0;
        passedOver = 0;
        lessonsEnded = 0;
        outcomes = Ledger.EMPTY;
    }

    void sampleJudged(RunEvent.SampleJudged sample) {
        judged++;
        failed += sample.failed() ? 1 : 0;
        if (sample.errorType() != null) {
            // Programs may define any number of exceptions.
            boolean counted = failures.containsKey(sample.errorType()) || failures.size() < MOST_ERROR_TYPES;
            failures.merge(counted ? sample.errorType() : OTHER_ERRORS, 1, Integer::sum);
        }
    }

    /** A task was solved in only one of this round and the round before it. */
    void flipped(boolean solved) {
        newlySolved += solved ? 1 : 0;
        noLongerSolved += solved ? 0 : 1;
    }

    int newlySolved() {
        return newlySolved;
    }

    int noLongerSolved() {
        return noLongerSolved;
    }

    RoundFailures failures() {
        return new RoundFailures(number, judged, failed, failures);
    }

    void sampleEnded(boolean taught, int exampleCount) {
        lessonsEnded += taught ? 1 : 0;
        examples += exampleCount;
    }

    /** The teacher scored an attempt of so many tokens. */
    void scored(int tokens) {
        scored++;
        scoredTokens += tokens;
    }

    void taskEnded(Outcome outcome) {
        outcomes = outcomes.plus(outcome);
    }

    /** A task that had ended FAULTED has reached another outcome. */
    void taskRecovered(Outcome outcome) {
        outcomes = outcomes.lessFaulted().plus(outcome);
    }

    /** Adds answers of the teacher and their cost; both may be negative, where an entry of a call replaces another. */
    void billed(int answers, long cost) {
        calls += answers;
        nanoUsd += cost;
    }

    void trained(RunEvent.Trained trained) {
        if (trained.step() > step) {
            step = trained.step();
            steps = trained.steps();
            firstLoss = firstLoss == null ? (Double) trained.loss() : firstLoss;
            lastLoss = trained.loss();
        }
    }

    /** Whether this very job made the round's checkpoint. */
    boolean isTrainedBy(TrainingJob job) {
        return checkpoint != null && job.id().equals(jobId);
    }

    /** Whether the round waits for this job; null stands for any job. */
    boolean awaits(String job) {
        return checkpoint == null && (job == null || job.equals(jobId));
    }

    /** @param scores the scored attempts in the training; null if there are none */
    void train(TrainingJob job, int replayedExamples, TrainedScores scores) {
        if (job.examples() != null) {
            dataSets.add(job.examples());
        }
        if (checkpoint != null) {
            replaced.add(checkpoint);
            checkpoint = null;
        }
        if (!job.id().equals(jobId)) {
            step = 0;
            steps = 0;
            firstLoss = null;
            lastLoss = null;
        }
        if (jobId != null && !jobId.equals(job.id()) && !earlierJobs.contains(jobId)) {
            earlierJobs.add(jobId);
        }
        jobId = job.id();
        trainedOn = job.exampleCount();
        replayed = replayedExamples;
        trainedScores = scores;
        trainedExamples = job.examples();
    }

    /** Whether a later training has replaced this checkpoint. */
    boolean hasReplaced(CheckpointReference reference) {
        return replaced.contains(reference);
    }

    /** The lists of examples of its jobs, and their loss curves. */
    Set<DataSet> dataSets() {
        return dataSets;
    }

    /** The ids of the examples of the last job, one per line; null if it is unknown. */
    DataSet trainedExamples() {
        return trainedExamples;
    }

    /** The jobs that may have left something in the artifact store; those of earlier versions as far as they are known. */
    Set<String> jobs() {
        Set<String> jobs = new LinkedHashSet<>(earlierJobs);
        replaced.forEach(reference -> ArtifactStore.jobOf(reference).ifPresent(jobs::add));
        if (jobId != null) {
            jobs.add(jobId);
        }
        return jobs;
    }

    /** @param reason why no round follows; null where one may follow */
    void stop(String reason) {
        stopped = reason;
    }

    void checkpointMade(RunEvent.CheckpointMade made) {
        if (made.curve() != null) {
            dataSets.add(made.curve());
        }
        checkpoint = made.reference();
        firstLoss = made.firstLoss();
        lastLoss = made.lastLoss();
        step = steps;
    }

    /**
     * @param inDataSet the number of practice tasks of the run
     * @param passAt1 of the exam of its checkpoint; null where there is none
     */
    RoundReport report(int inDataSet, Double passAt1) {
        return RoundReportBuilder.builder()
                .round(number)
                .examples(trainedOn == null ? examples : trainedOn)
                .firstLoss(firstLoss)
                .lastLoss(lastLoss)
                .checkpoint(checkpoint)
                .ledger(outcomes)
                .passAt1(passAt1)
                .stopped(stopped)
                .tasks(tasks(inDataSet))
                .lessons(examples)
                .calls(calls)
                .costUsd(costUsd())
                .replayed(replayed == 0 ? null : (Integer) replayed)
                .scored(scored == 0 && trainedScores == null ? null : scored())
                .build();
    }

    private RoundReport.Scored scored() {
        return trainedScores == null
                ? new RoundReport.Scored(scored, scoredTokens, Map.of(), 0)
                : new RoundReport.Scored(scored, scoredTokens, trainedScores.byLag(), trainedScores.stale());
    }
}
