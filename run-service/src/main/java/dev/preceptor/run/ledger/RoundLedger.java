package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A round in numbers: however many tasks it has, it stays this small. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class RoundLedger {

    private int number;
    /** The place in the data set up to which tasks were handed out, or passed over as taught in an earlier round. */
    private int handedOut;

    private int passedOver;
    private int toTeachAgain;
    private String taughtAgainUpTo;
    private double fundedWith;
    private int judged;
    private int failed;
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
    private String stopped;

    private RoundLedger() {}

    /** @param budgetUsd what the teacher may cost in all */
    RoundLedger(int number, double budgetUsd) {
        this.number = number;
        this.fundedWith = budgetUsd;
    }

    int number() {
        return number;
    }

    int handedOut() {
        return handedOut;
    }

    int judged() {
        return judged;
    }

    /** Samples that the student failed. */
    int failed() {
        return failed;
    }

    /** Samples that the teacher is through with. */
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

    /** Tasks that are the round's own, as far as known. */
    int tasks(int inDataSet) {
        return inDataSet - passedOver;
    }

    int inFlight() {
        return handedOut - passedOver - outcomes.ended();
    }

    /** UNFUNDED tasks that are to be taught after all. */
    int toTeachAgain() {
        return toTeachAgain;
    }

    /** Where the last of those stands that were handed out again; null where none was. */
    String taughtAgainUpTo() {
        return taughtAgainUpTo;
    }

    void handOut(int places, int tasks) {
        handedOut += places;
        passedOver += places - tasks;
    }

    /** Whether a budget allows more than the round's UNFUNDED tasks were refused under. */
    boolean isUnderfunded(double budgetUsd) {
        return outcomes.unfunded() > 0 && budgetUsd > fundedWith;
    }

    void fund(double budgetUsd) {
        fundedWith = budgetUsd;
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

    /** No further one can be found. */
    void noneToTeachAgain() {
        toTeachAgain = 0;
    }

    boolean isLost() {
        return outcomes.faulted() > 0 && outcomes.faulted() == handedOut - passedOver;
    }

    /** All tasks go out again, as all were lost. */
    void restart() {
        handedOut = 0;
        passedOver = 0;
        lessonsEnded = 0;
        outcomes = Ledger.EMPTY;
    }

    void sampleJudged(boolean sampleFailed) {
        judged++;
        failed += sampleFailed ? 1 : 0;
    }

    void sampleEnded(boolean taught, int exampleCount) {
        lessonsEnded += taught ? 1 : 0;
        examples += exampleCount;
    }

    void taskEnded(Outcome outcome) {
        outcomes = outcomes.plus(outcome);
    }

    /** A task that had ended for a reason of ours came to another end after all. */
    void taskMended(Outcome outcome) {
        outcomes = outcomes.lessFaulted().plus(outcome);
    }

    void trained(RunEvent.Trained trained) {
        if (trained.step() > step) {
            step = trained.step();
            steps = trained.steps();
            firstLoss = firstLoss == null ? (Double) trained.loss() : firstLoss;
            lastLoss = trained.loss();
        }
    }

    /** Whether this very job has been done. */
    boolean isTrainedBy(TrainingJob job) {
        return checkpoint != null && job.id().equals(jobId);
    }

    /** Whether the round waits for what this job makes; so it does where it cannot be told which job is meant. */
    boolean awaits(String job) {
        return checkpoint == null && (job == null || job.equals(jobId));
    }

    void train(TrainingJob job) {
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
    }

    /** Whether a checkpoint is one that a later training has replaced. */
    boolean hasReplaced(CheckpointReference reference) {
        return replaced.contains(reference);
    }

    /** What its jobs are trained on, and how their loss went. */
    Set<DataSet> dataSets() {
        return dataSets;
    }

    /** The jobs that may have left something in the artifact store, those of another version as far as it can be told. */
    Set<String> jobs() {
        Set<String> jobs = new LinkedHashSet<>(earlierJobs);
        replaced.forEach(reference -> ArtifactStore.jobOf(reference).ifPresent(jobs::add));
        if (jobId != null) {
            jobs.add(jobId);
        }
        return jobs;
    }

    /** @param reason why no round follows; null: one may */
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

    /** @param passAt1 of its checkpoint's exam; null where there is none */
    RoundReport report(Double passAt1) {
        int trained = trainedOn == null ? examples : trainedOn;
        return new RoundReport(number, trained, firstLoss, lastLoss, checkpoint, outcomes, passAt1, stopped);
    }
}
