package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStopTest {

    private static final int TASKS = 100;

    @Test
    void roundsGoOnWhileAPointCostsNoMoreThanItsLimit() {
        RoundLedger first = round(1, 40, 2.5);
        RoundLedger second = round(2, 45, 9);

        // 5 points for $2.50; the lessons of round 2 have not been measured yet.
        assertThat(EarlyStop.tooDear(0.5, first, second)).isEmpty();
        assertThat(EarlyStop.tooDear(0.49, first, second))
                .contains(
                        "the lessons of round 1 cost $2.5000 and gained a point for $0.5000 (40.0 to 45.0 % of the attempts at new"
                                + " tasks passed), above until.costPerPoint, $0.49");
    }

    @Test
    void lessonsThatGainNothingAreTooDearAtAnyPrice() {
        assertThat(EarlyStop.tooDear(1000, round(1, 40, 0.01), round(2, 40, 0.01)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("gained no point"));
    }

    @Test
    void lessonsThatCostNothingAreNever() {
        assertThat(EarlyStop.tooDear(0.01, round(1, 40, 0), round(2, 30, 0))).isEmpty();
    }

    private static RoundLedger round(int number, int solved, double costUsd) {
        RoundLedger round = new RoundLedger(number, 100, TASKS);
        for (int task = 0; task < TASKS; task++) {
            boolean failed = task >= solved;
            round.sampleJudged(
                    new RunEvent.SampleJudged("run", number, "set/" + task, 0, failed, failed ? "NameError" : null));
        }
        round.billed(TASKS - solved, Math.round(costUsd * TeacherTally.NANOS));
        return round;
    }
}
