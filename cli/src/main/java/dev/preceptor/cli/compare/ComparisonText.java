package dev.preceptor.cli.compare;

import dev.preceptor.cli.report.Dollars;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.comparison.ComparisonRow;
import dev.preceptor.contracts.comparison.ExamScore;
import dev.preceptor.contracts.comparison.ScoreDifference;
import dev.preceptor.contracts.event.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The text of a comparison: the table of methods, the table of differences, and notes that explain both. */
final class ComparisonText {

    private static final String NONE = "";

    private final ComparisonReport comparison;
    private final Function<Table, String> form;
    private final String heading;

    private ComparisonText(ComparisonReport comparison, Function<Table, String> form, String heading) {
        this.comparison = comparison;
        this.form = form;
        this.heading = heading;
    }

    static String plain(ComparisonReport comparison) {
        return new ComparisonText(comparison, Table::plain, "").text();
    }

    static String markdown(ComparisonReport comparison) {
        return new ComparisonText(comparison, Table::markdown, "## ").text();
    }

    private String text() {
        StringBuilder text = new StringBuilder(heading + comparison.name() + "\n\n");
        text.append(beginning()).append('\n');
        text.append(form.apply(methods()));
        for (int step : steps()) {
            Table pairs = pairs(step);
            if (!pairs.rows().isEmpty()) {
                text.append('\n')
                        .append(heading.isEmpty() ? "" : "#")
                        .append(heading)
                        .append("Between methods, pass@1")
                        .append(after(step))
                        .append("\n\n")
                        .append(form.apply(pairs));
            }
        }
        text.append('\n');
        notes().forEach(note ->
                text.append(heading.isEmpty() ? "" : "- ").append(note).append('\n'));
        return text.toString();
    }

    private String beginning() {
        int attempts = comparison.student().ended();
        return attempts + " practice tasks, of which the student solved "
                + comparison.student().solved() + "; " + teachers() + "; exam of "
                + comparison.examTasks() + " tasks, " + comparison.samples()
                + (comparison.samples() == 1 ? " sample" : " samples") + " each.\n";
    }

    /** What taught: the specification's teacher, or the names of the arms' own teachers. */
    private String teachers() {
        List<String> own = comparison.rows().stream()
                .map(ComparisonRow::teachers)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return own.isEmpty() ? "teacher " + comparison.teacher() : "teachers " + String.join(", ", own);
    }

    private Table methods() {
        List<Integer> steps = steps();
        List<String> ks = ks();
        List<String> head = new ArrayList<>(List.of("method", "share", "taught", "examples", "paid", "alone"));
        for (int step : steps) {
            ks.forEach(k -> head.add("pass@" + k + after(step)));
        }
        head.add("less base's");
        head.add("p");
        return new Table(
                head,
                comparison.rows().stream().map(row -> line(row, steps, ks)).toList());
    }

    private List<String> line(ComparisonRow row, List<Integer> steps, List<String> ks) {
        List<String> cells = new ArrayList<>();
        Arm arm = row.arm().orElse(null);
        cells.add(arm == null ? row.label() : arm.title());
        if (arm == null) {
            cells.addAll(List.of(NONE, NONE, NONE, NONE, NONE));
        } else {
            cells.addAll(List.of(
                    arm.share(),
                    String.valueOf(row.ledger().taught()),
                    String.valueOf(row.examples()),
                    Dollars.of(row.paidUsd()),
                    Dollars.of(row.aloneUsd())));
        }
        for (int step : steps) {
            ks.forEach(k -> cells.add(scoreCell(row.after(step), k)));
        }
        cells.addAll(differenceCells(
                comparison.between(ComparisonRow.BASE, row.label(), steps.isEmpty() ? 0 : steps.get(0))));
        return cells;
    }

    /**
     * Differences between methods at the same share, and between shares of the same method. Pairs that differ in both are
     * left out.
     */
    private Table pairs(int step) {
        List<List<String>> rows = new ArrayList<>();
        for (ScoreDifference difference : comparison.differences()) {
            Arm from = arm(difference.from());
            Arm to = arm(difference.to());
            boolean comparable =
                    from != null && to != null && (from.method() == to.method() || from.fraction() == to.fraction());
            if (difference.refineStep() == step && comparable) {
                List<String> cells = new ArrayList<>(List.of(difference.to(), difference.from()));
                cells.addAll(differenceCells(difference));
                rows.add(cells);
            }
        }
        return new Table(List.of("method", "less", "difference", "p"), rows);
    }

    private Arm arm(String label) {
        return comparison.rows().stream()
                .filter(row -> row.label().equals(label))
                .flatMap(row -> row.arm().stream())
                .findFirst()
                .orElse(null);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("In brackets: 95 % intervals, bootstrapped over tasks. Differences in points; p: two-sided paired"
                + " randomisation test over tasks, not corrected for multiple comparisons.");
        notes.add("paid: the cost of answers that no row above had bought; alone: the cost of all answers that the run"
                + " used, times the share.");
        if (!comparison.lostTasks().isEmpty()) {
            notes.add("warning: without " + comparison.lostTasks().size()
                    + " practice tasks, whose attempts were lost to infrastructure faults: "
                    + String.join(", ", comparison.lostTasks()));
        }
        for (ComparisonRow row : comparison.rows()) {
            if (row.arm().isPresent() && row.scores().isEmpty()) {
                notes.add(row.label() + ": nothing was taught, so there is nothing to examine");
            }
            if (row.arm().isPresent() && row.ledger().unfunded() + row.ledger().faulted() > 0) {
                notes.add("warning: " + row.label() + ": " + row.ledger().unfunded()
                        + " tasks ended unfunded, as the budget was used up, and "
                        + row.ledger().faulted() + " faulted");
            }
            int unjudged =
                    row.scores().stream().mapToInt(ExamScore::faulted).max().orElse(0);
            if (unjudged > 0) {
                notes.add("warning: " + row.label() + ": " + unjudged
                        + " exam samples were not judged, because of infrastructure faults");
            }
        }
        return notes;
    }

    private List<Integer> steps() {
        return List.copyOf(new TreeSet<>(scores().map(ExamScore::refineStep).toList()));
    }

    private List<String> ks() {
        return scores().flatMap(score -> score.passAtK().keySet().stream())
                .distinct()
                .toList();
    }

    private Stream<ExamScore> scores() {
        return comparison.rows().stream().flatMap(row -> row.scores().stream());
    }

    private static String after(int step) {
        return step == 0 ? "" : ", refined " + step + "x";
    }

    private static String scoreCell(ExamScore score, String k) {
        Double value = score == null ? null : score.passAtK().get(k);
        if (value == null) {
            return NONE;
        }
        Interval interval = score.confidence().get(k);
        return points("%.1f", value)
                + (interval == null
                        ? ""
                        : " (" + points("%.1f", interval.low()) + " to " + points("%.1f", interval.high()) + ")");
    }

    private static List<String> differenceCells(ScoreDifference difference) {
        if (difference == null) {
            return List.of(NONE, NONE);
        }
        return List.of(
                points("%+.1f", difference.difference()) + " ("
                        + points("%+.1f", difference.confidence().low()) + " to "
                        + points("%+.1f", difference.confidence().high()) + ")",
                String.format(Locale.ROOT, difference.pValue() < 0.001 ? "%.1g" : "%.3f", difference.pValue()));
    }

    private static String points(String form, double share) {
        return String.format(Locale.ROOT, form, 100 * share);
    }
}
