package dev.preceptor.run.ledger;

import dev.preceptor.contracts.specification.Until;
import java.util.Locale;
import java.util.Optional;

/** Decides whether further rounds are worth it: by the exams, or by what the student's gain has cost. */
final class EarlyStop {

    private static final double POINTS = 100;

    private EarlyStop() {}

    /**
     * The reason to stop after a round; empty where another round is worth it. A round gains where its pass@1 of first answers is at
     * least {@code minGain} above the best before it, or where there is nothing before it to compare with.
     */
    static Optional<String> noGain(Until until, ExamReports exams, int lastRound) {
        Double best = exams.passAt1(0);
        int without = 0;
        for (int round = 1; round <= lastRound; round++) {
            Double reached = exams.passAt1(round);
            if (reached == null) {
                continue;
            }
            // Rounded, as 0.31 - 0.3 is a little less than 0.01 in binary.
            boolean gained = best == null || Math.round((reached - best - until.minGain()) * 1e9) >= 0;
            without = gained ? 0 : without + 1;
            best = best == null ? reached : Math.max(best, reached);
        }
        return without < until.patience()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "pass@1 gained less than %s in %d round%s",
                        until.minGain(),
                        without,
                        without == 1 ? "" : "s"));
    }

    /**
     * The reason to stop after a round because the lessons of the round before it gained too little for their price; empty where they
     * did not, or where there is no round before. What they gained is the share of the student's attempts that passed in this round, over
     * that of the round before: both on tasks that were not practised.
     */
    static Optional<String> tooDear(double costPerPoint, RoundLedger before, RoundLedger last) {
        double cost = before.costUsd();
        if (cost <= 0 || before.judged() == 0 || last.judged() == 0) {
            return Optional.empty();
        }
        double points = POINTS * (last.shareSolved() - before.shareSolved());
        // Rounded, as 0.45 - 0.4 is a little less than 0.05 in binary.
        if (Math.round((points * costPerPoint - cost) * 1e9) >= 0) {
            return Optional.empty();
        }
        String price = points > 0 ? String.format(Locale.ROOT, "a point for $%.4f", cost / points) : "no point";
        return Optional.of(String.format(
                Locale.ROOT,
                "the lessons of round %d cost $%.4f and gained %s (%.1f to %.1f %% of the attempts at new tasks passed), above"
                        + " until.costPerPoint, $%s",
                before.number(),
                cost,
                price,
                POINTS * before.shareSolved(),
                POINTS * last.shareSolved(),
                costPerPoint));
    }
}
