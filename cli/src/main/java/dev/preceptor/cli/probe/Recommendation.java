package dev.preceptor.cli.probe;

import java.util.Locale;

/** Settings for the run, each with its reason in one sentence. The rules are rules of thumb: docs/METHOD.md tells them. */
record Recommendation(Choice method, Choice adaptation, Choice learningRate) {

    private static final double NOTHING_TO_TEACH = 0.95;
    private static final double ALMOST_NOTHING_SOLVED = 0.05;
    private static final double MENDS_MANY = 0.2;
    private static final double KNOWS_LITTLE = 0.2;
    private static final long MOST_PARAMETERS_IN_FULL = 500_000_000;
    /** Weights, gradients and the two moments of AdamW, in float32. */
    private static final int BYTES_A_PARAMETER = 16;

    /** A value of a setting. */
    record Choice(String value, String reason) {}

    /** @param parameters of the student */
    static Recommendation of(ProbeReport.Alone alone, ProbeReport.Corrected feedback, long parameters) {
        boolean full = parameters < MOST_PARAMETERS_IN_FULL;
        return new Recommendation(method(alone, feedback), adaptation(full, parameters), learningRate(full, alone));
    }

    /**
     * For a student that is its own teacher ({@code teacher.backend: self}).
     *
     * @param gap how much greater the share of solved samples is where the student is shown what there is
     * @param parameters of the student
     */
    static Recommendation ofSelf(ProbeReport.Alone alone, double gap, long parameters) {
        boolean full = parameters < MOST_PARAMETERS_IN_FULL;
        String points = String.format(Locale.ROOT, "%.1f points", 100 * gap);
        Choice method = gap > 0
                ? new Choice(
                        "opd",
                        "Shown all, the student solves " + points
                                + " more: so much can it teach itself at most, and a larger gap promises more.")
                : new Choice(
                        "none",
                        "Shown all, the student solves no more, so its log-probabilities have nothing to teach it; use another teacher.");
        return new Recommendation(method, adaptation(full, parameters), learningRate(full, alone));
    }

    private static Choice method(ProbeReport.Alone alone, ProbeReport.Corrected feedback) {
        String solved = alone.solved() + " of " + alone.samples() + " samples";
        if (alone.share() >= NOTHING_TO_TEACH) {
            return new Choice(
                    "none",
                    "The student passed " + solved + ", so these tasks have little to teach it; use harder ones.");
        }
        if (feedback != null && feedback.share() >= MENDS_MANY) {
            return new Choice(
                    "persd-combined",
                    "Shown the feedback, the student mended " + feedback.solved() + " of " + feedback.failures()
                            + " failures itself, so it can use the pairs that train correcting, too.");
        }
        if (alone.share() <= ALMOST_NOTHING_SOLVED) {
            return new Choice(
                    "persd",
                    "The student passed " + solved
                            + ", so nearly every task needs the teacher at first; with practice.tasksPerRound later rounds ask less.");
        }
        return new Choice(
                "persd",
                "The student passed " + solved + " and mended "
                        + (feedback == null ? 0 : feedback.solved())
                        + " itself, so the teacher is needed for the others and for no more.");
    }

    private static Choice adaptation(boolean full, long parameters) {
        String size = String.format(
                Locale.ROOT,
                "Training all %,d million parameters takes about %.1f GiB for weights, gradients and AdamW's moments",
                Math.round(parameters / 1e6),
                parameters * (double) BYTES_A_PARAMETER / (1L << 30));
        return full
                ? new Choice("full", size + ", which a laptop has.")
                : new Choice("lora", size + "; adapters need a small part of it.");
    }

    private static Choice learningRate(boolean full, ProbeReport.Alone alone) {
        if (!full) {
            return new Choice("2e-4", "Adapters start at zero and take a larger rate than weights.");
        }
        return alone.share() < KNOWS_LITTLE
                ? new Choice("2e-4", "The student knows little of these tasks, so it has more to learn than to forget.")
                : new Choice(
                        "5e-6",
                        "The student solves many of these tasks, and a small model forgets with a larger rate.");
    }
}
