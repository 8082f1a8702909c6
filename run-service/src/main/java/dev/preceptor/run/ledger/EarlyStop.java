package dev.preceptor.run.ledger;

import dev.preceptor.contracts.specification.Until;
import java.util.Locale;
import java.util.Optional;

/** Decides by the exams whether further rounds are worth it. */
final class EarlyStop {

    private EarlyStop() {}

    /**
     * The reason to stop after a round; empty where another round is worth it. A round gains where its pass@1 of first answers is at
     * least {@code minGain} above the best before it, or where there is nothing before it to compare with.
     */
    static Optional<String> reason(Until until, ExamReports exams, int lastRound) {
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
}
