package dev.preceptor.cli.probe;

import dev.preceptor.cli.report.Dollars;
import dev.preceptor.cli.terminal.Style;
import java.util.Locale;
import java.util.Map;

/** The report of a probe as a person reads it. */
final class ProbeText {

    private final Style style;
    private final StringBuilder text = new StringBuilder();

    private ProbeText(Style style) {
        this.style = style;
    }

    static String of(ProbeReport report, Style style) {
        ProbeText page = new ProbeText(style);
        page.line(style.bold(report.name()) + ": " + report.tasks() + " practice tasks attempted, "
                + report.alone().samples() + " samples judged");
        page.solved(report);
        page.failures(report.alone().failures());
        page.loss(report.loss());
        page.expected(report.expected());
        page.recommendation(report.recommendation());
        return page.text.toString();
    }

    private void solved(ProbeReport report) {
        title("What the student solves");
        row("alone", report.alone().solved(), report.alone().samples(), "of the samples");
        ProbeReport.Shown shown = report.shown();
        if (shown.feedback() != null) {
            row(
                    "shown the feedback",
                    shown.feedback().solved(),
                    shown.feedback().failures(),
                    "of the failures mended");
        }
        if (shown.manual() != null) {
            row("shown the manual, too", shown.manual().solved(), shown.manual().failures(), "of the failures mended");
        }
        if (shown.manualLeftOut() != null) {
            line("  the manual was left out: " + shown.manualLeftOut());
        }
        line(String.format(
                Locale.ROOT, "  gap to the student that is shown all: %+.1f points", 100 * report.performanceGap()));
    }

    private void row(String who, int part, int whole, String what) {
        line(String.format(
                Locale.ROOT,
                "  %-22s %4d of %d %s (%.0f %%)",
                who,
                part,
                whole,
                what,
                100.0 * part / Math.max(1, whole)));
    }

    private void failures(Map<String, Integer> failures) {
        if (failures.isEmpty()) {
            return;
        }
        title("Failures by kind");
        failures.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(kind -> line(String.format(Locale.ROOT, "  %4d  %s", kind.getValue(), kind.getKey())));
    }

    private void loss(ContextLoss loss) {
        title("Loss on its own programs that passed");
        line(
                loss == null
                        ? "  none passed with more in the prompt than a run shows"
                        : String.format(
                                Locale.ROOT,
                                "  %.3f nats per token without what it was shown, %.3f with it (%d programs, %d tokens)",
                                loss.without(),
                                loss.with(),
                                loss.programs(),
                                loss.tokens()));
    }

    private void expected(ProbeReport.Expected expected) {
        title("What the run is likely to need");
        line(String.format(Locale.ROOT, "  %,d failures, %,d lessons", expected.failures(), expected.lessons()));
        line(
                expected.estimate().asked() == 0
                        ? "  no teacher is asked, so it costs nothing"
                        : String.format(
                                Locale.ROOT,
                                "  %,d calls of %s, %s; the budget is %s",
                                expected.estimate().likely().calls(),
                                expected.estimate().teacher(),
                                Dollars.of(expected.estimate().likely().costUsd()),
                                Dollars.of(expected.estimate().budgetUsd())));
    }

    private void recommendation(Recommendation recommendation) {
        title("Recommended");
        choice("method", recommendation.method());
        choice("training.adaptation", recommendation.adaptation());
        choice("training.learningRate", recommendation.learningRate());
    }

    private void choice(String setting, Recommendation.Choice choice) {
        line(String.format(Locale.ROOT, "  %-22s %s", setting, style.bold(choice.value())));
        line("    " + choice.reason());
    }

    private void title(String title) {
        line("");
        line(style.bold(title));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
