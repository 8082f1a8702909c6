package dev.preceptor.cli.estimate;

import dev.preceptor.cli.report.Dollars;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.teaching.estimate.Estimate;
import dev.preceptor.teaching.estimate.RungEstimate;
import java.util.Locale;

/** An estimate as a person reads it. */
final class EstimateText {

    private EstimateText() {}

    /** @param basis a sentence that says what the estimate is based on */
    static String of(Estimate estimate, String basis, Style style) {
        if (estimate.asked() == 0) {
            return style.bold(estimate.name()) + ": " + estimate.method() + " asks no teacher, so it costs nothing.\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(style.bold(estimate.name()))
                .append(": ")
                .append(estimate.method())
                .append(", at most ")
                .append(estimate.asked())
                .append(" failures to teach, by ")
                .append(estimate.teacher())
                .append('\n');
        row(text, "", "low", "likely", "greatest");
        row(
                text,
                "failures",
                percent(estimate.low().failureRate()),
                percent(estimate.likely().failureRate()),
                percent(estimate.greatest().failureRate()));
        row(
                text,
                "calls",
                count(estimate.low().calls()),
                count(estimate.likely().calls()),
                count(estimate.greatest().calls()));
        row(
                text,
                "prompt tokens",
                count(estimate.low().promptTokens()),
                count(estimate.likely().promptTokens()),
                count(estimate.greatest().promptTokens()));
        row(
                text,
                "answer tokens",
                count(estimate.low().completionTokens()),
                count(estimate.likely().completionTokens()),
                count(estimate.greatest().completionTokens()));
        row(
                text,
                "cost",
                Dollars.of(estimate.low().costUsd()),
                Dollars.of(estimate.likely().costUsd()),
                Dollars.of(estimate.greatest().costUsd()));
        estimate.rungs().forEach(rung -> rung(text, rung));
        text.append(style.faint(basis)).append('\n').append(budget(estimate)).append('\n');
        return text.toString();
    }

    private static void rung(StringBuilder text, RungEstimate rung) {
        text.append("  ").append(rung.name());
        if (rung.budgetUsd() != null) {
            text.append(", at most ").append(Dollars.of(rung.budgetUsd()));
        }
        text.append('\n');
        row(
                text,
                "  asked about",
                percent(rung.low().failureRate()),
                percent(rung.likely().failureRate()),
                percent(rung.greatest().failureRate()));
        row(
                text,
                "  calls",
                count(rung.low().calls()),
                count(rung.likely().calls()),
                count(rung.greatest().calls()));
        row(
                text,
                "  cost",
                Dollars.of(rung.low().costUsd()),
                Dollars.of(rung.likely().costUsd()),
                Dollars.of(rung.greatest().costUsd()));
    }

    private static String budget(Estimate estimate) {
        if (estimate.greatest().costUsd() == 0) {
            return "This teacher costs nothing.";
        }
        String budget = "The budget is " + Dollars.of(estimate.budgetUsd()) + ", which a run never exceeds";
        if (estimate.greatest().costUsd() <= estimate.budgetUsd()) {
            return budget + "; it covers the greatest estimate.";
        }
        if (estimate.likely().costUsd() <= estimate.budgetUsd()) {
            return budget + "; it is likely enough.";
        }
        return budget + "; it likely leaves some failures UNFUNDED: raise teacher.budgetUsd now or later.";
    }

    private static void row(StringBuilder text, String name, String low, String likely, String greatest) {
        text.append(String.format(Locale.ROOT, "  %-14s %12s %12s %12s%n", name, low, likely, greatest));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
