package dev.preceptor.cli.report;

import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run's rounds, one line for each: what was practised, what the teacher was asked and paid, and what the exam said. */
final class RoundTable {

    private static final int BAR = 20;

    private RoundTable() {}

    /** Returns the table with its title; empty for a run of one round. */
    static String of(RunReport report, Style style) {
        List<RoundReport> rounds =
                report.rounds().stream().filter(round -> round.tasks() != null).toList();
        if (rounds.size() < 2) {
            return "";
        }
        StringBuilder table = new StringBuilder("\n" + style.bold("Round by round") + "\n");
        table.append("  round  tasks  solved  lessons  answers      cost  pass@1   ")
                .append(OutcomeWords.of(report.method()).missed())
                .append('\n');
        baseline(report)
                .ifPresent(passAt1 -> table.append(String.format(Locale.ROOT, "      0  %48s\n", percent(passAt1))));
        rounds.forEach(round -> table.append(line(round)));
        return table.toString();
    }

    private static String line(RoundReport round) {
        int needed = round.tasks() - round.ledger().solved();
        int bar = round.tasks() == 0 ? 0 : Math.round((float) BAR * needed / round.tasks());
        String line = String.format(
                Locale.ROOT,
                "  %5d  %5d  %6d  %7d  %7d  %8s  %6s   %s",
                round.round(),
                round.tasks(),
                round.ledger().solved(),
                round.lessons(),
                round.calls(),
                Dollars.of(round.costUsd()),
                round.passAt1() == null ? "" : percent(round.passAt1()),
                "#".repeat(bar));
        return line.stripTrailing() + "\n";
    }

    private static Optional<Double> baseline(RunReport report) {
        return report.exams().stream()
                .filter(exam -> exam.round() == 0 && exam.refineStep() == 0)
                .map(ExamReport::passAtK)
                .filter(passAtK -> passAtK.containsKey("1"))
                .map(passAtK -> passAtK.get("1"))
                .findFirst();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
