package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReport;

/** A round in numbers: however many tasks it has, it stays this small. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class RoundLedger {

    private int number;
    private int handedOut;
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

    private RoundLedger() {}

    RoundLedger(int number) {
        this.number = number;
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

    void handOut(int tasks) {
        handedOut += tasks;
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

    void trained(RunEvent.Trained trained) {
        if (trained.step() > step) {
            step = trained.step();
            steps = trained.steps();
            firstLoss = firstLoss == null ? (Double) trained.loss() : firstLoss;
            lastLoss = trained.loss();
        }
    }

    void checkpointMade(RunEvent.CheckpointMade made) {
        checkpoint = made.reference();
        firstLoss = made.firstLoss();
        lastLoss = made.lastLoss();
        step = steps;
    }

    RoundReport report() {
        return new RoundReport(number, examples, firstLoss, lastLoss, checkpoint);
    }
}
