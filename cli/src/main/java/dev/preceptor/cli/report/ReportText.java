package dev.preceptor.cli.report;

import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.report.BatchBill;
import dev.preceptor.contracts.report.CostPer;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RungBill;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The whole report of a run: funnel, lessons, bill, exams, checkpoint. */
public final class ReportText {

    private final Style style;
    private final StringBuilder text = new StringBuilder();

    private ReportText(Style style) {
        this.style = style;
    }

    public static String of(RunReport report, List<Lesson> lessons, Style style) {
        ReportText page = new ReportText(style);
        page.head(report);
        OutcomeWords words = OutcomeWords.of(report.method());
        page.funnel(report.ledger(), report.reasons() == null ? Map.of() : report.reasons(), words);
        page.lessons(words.hasTeacher() ? lessons : List.of());
        page.bill(report.teacher());
        page.costPer(report.costPer());
        page.rounds(report.rounds());
        page.text.append(RoundTable.of(report, style));
        page.exams(report.exams(), report.contextExam());
        page.places(report);
        return page.text.toString();
    }

    private void head(RunReport report) {
        line(style.bold(report.name()) + "  " + style.faint(report.runId()));
        line("method " + report.method() + ", " + count(report.practiceTasks(), "practice task") + ", "
                + count(report.trainingExamples(), "training example"));
    }

    private void funnel(Ledger ledger, Map<String, String> reasons, OutcomeWords words) {
        title("What became of the practice tasks");
        funnelLine("solved", ledger.solved(), words.solved());
        if (!words.taught().isEmpty()) {
            funnelLine("taught", ledger.taught(), words.taught());
        }
        funnelLine("untaught", ledger.untaught(), words.untaught());
        reasonLine(ledger.untaught(), reasons.get("untaught"));
        if (words.hasTeacher()) {
            funnelLine("unfunded", ledger.unfunded(), "the budget was used up");
            reasonLine(ledger.unfunded(), reasons.get("unfunded"));
        }
        funnelLine("faulted", ledger.faulted(), "a fault of ours");
        reasonLine(ledger.faulted(), reasons.get("faulted"));
    }

    private void reasonLine(int count, String reason) {
        if (count > 0 && reason != null) {
            line("                   " + (count == 1 ? "why: " : "the last one: ") + reason);
        }
    }

    private void funnelLine(String name, int count, String meaning) {
        line(String.format(Locale.ROOT, "  %-9s %5d  %s", name, count, style.faint(meaning)));
    }

    private void lessons(List<Lesson> lessons) {
        if (lessons.isEmpty()) {
            return;
        }
        title(lessons.size() == 1 ? "A lesson" : "Some of the lessons");
        LessonText lessonText = new LessonText(style);
        for (int i = 0; i < lessons.size(); i++) {
            text.append(lessonText.of(i + 1, lessons.get(i)));
        }
    }

    private void bill(TeacherBill bill) {
        title("Teacher");
        if (bill != null && TeacherSpecification.NONE.model().equals(bill.model())) {
            line("  none: the student learns from its own attempts, and nothing was bought");
            return;
        }
        if (bill == null || bill.model() == null || bill.model().equals("reference")) {
            line("  reference: the task's known solution nearest to the attempt; no LLM, costs nothing");
            return;
        }
        line(String.format(
                Locale.ROOT,
                "  %s: %s, %,d + %,d tokens, %s of %s",
                bill.model(),
                count(bill.calls(), "answer"),
                bill.promptTokens(),
                bill.completionTokens(),
                Dollars.of(bill.costUsd()),
                Dollars.of(bill.budgetUsd())));
        if (bill.unknownUsd() > 0) {
            line(
                    "  " + Dollars.of(bill.unknownUsd())
                            + " of that is not confirmed: calls that may have been billed without an answer count at their greatest cost");
        }
        if (bill.uncounted() > 0) {
            line("  The server reported no tokens, or zero, for " + count(bill.uncounted(), "answer")
                    + ": each counts at its greatest cost");
        }
        bill.rungs().forEach(this::rung);
        if (bill.batches() != null) {
            batches(bill.batches());
        }
        TeacherBill.Cached cached = bill.cached();
        if (cached != null && cached.calls() > 0) {
            line("  " + count(cached.calls(), "answer") + " more from the purse, where they were paid for: "
                    + Dollars.of(cached.savedUsd()) + " saved");
        }
    }

    private void batches(BatchBill batches) {
        String waiting =
                batches.waiting() > 0 ? "; " + count(batches.waiting(), "request") + " without an outcome" : "";
        line("  Batches: " + batches.ended() + " ended, " + batches.open().size() + " open" + waiting);
        batches.open()
                .forEach(batch -> line("    " + (batch.id() == null ? batch.key() : batch.id())
                        + (batch.rung() == null ? "" : ", " + batch.rung()) + ": "
                        + count(batch.requests(), "request") + ", since " + batch.since()));
    }

    private void rung(RungBill rung) {
        String cost = rung.calls() == 0 && rung.costUsd() == 0
                ? "free"
                : String.format(
                        Locale.ROOT,
                        "%s, %,d + %,d tokens, %s%s",
                        count(rung.calls(), "answer"),
                        rung.promptTokens(),
                        rung.completionTokens(),
                        Dollars.of(rung.costUsd()),
                        rung.budgetUsd() == null ? "" : " of " + Dollars.of(rung.budgetUsd()));
        String reused = rung.cached() == 0 ? "" : ", " + rung.cached() + " from the purse";
        line(String.format(
                Locale.ROOT, "    %s: taught %d of %d, %s%s", rung.name(), rung.taught(), rung.asked(), cost, reused));
    }

    private void costPer(CostPer cost) {
        if (cost == null) {
            return;
        }
        StringBuilder line = new StringBuilder();
        if (cost.exampleUsd() != null) {
            line.append(Dollars.of(cost.exampleUsd())).append(" a training example, ");
        }
        line.append(
                cost.pointUsd() == null
                        ? "no gain in pass@1 to divide it by"
                        : Dollars.of(cost.pointUsd()) + " a point of pass@1 gained" + interval(cost));
        line("  " + line);
    }

    private static String interval(CostPer cost) {
        if (cost.pointLowUsd() == null) {
            return "";
        }
        return " (95 %: " + Dollars.of(cost.pointLowUsd())
                + (cost.pointHighUsd() == null
                        ? " or more, as the gain may be none)"
                        : " to " + Dollars.of(cost.pointHighUsd()) + ")");
    }

    private void rounds(List<RoundReport> rounds) {
        title("Training");
        if (rounds.isEmpty()) {
            line("  none: there was nothing to learn from");
        }
        for (RoundReport round : rounds) {
            String losses = round.firstLoss() == null || round.lastLoss() == null
                    ? ""
                    : String.format(Locale.ROOT, ", loss %.3f to %.3f", round.firstLoss(), round.lastLoss());
            line("  round " + round.round() + ": " + count(round.examples(), "example")
                    + (round.replayed() == null ? "" : " (" + round.replayed() + " of them replayed)") + losses);
            if (round.scored() != null) {
                line("    the teacher scored " + count(round.scored().attempts(), "attempt")
                        + String.format(
                                Locale.ROOT, " of %,d tokens", round.scored().tokens())
                        + lag(round.scored()));
            }
            if (round.stopped() != null && !round.stopped().equals(RoundReport.LAST)) {
                line("    stopped here: " + round.stopped());
            }
        }
    }

    /** How old the scored attempts of a training were; empty if all are of the round itself. */
    private static String lag(RoundReport.Scored scored) {
        boolean fresh =
                scored.stale() == 0 && Set.of(0).containsAll(scored.trained().keySet());
        if (fresh) {
            return "";
        }
        String ages = scored.trained().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(age -> age.getValue() + " with a lag of " + count(age.getKey(), "round"))
                .collect(Collectors.joining(", "));
        return "; trained on " + (ages.isEmpty() ? "none" : ages)
                + (scored.stale() == 0 ? "" : ", without " + scored.stale() + " staler ones (opd.maxLag)");
    }

    /** @param withContext the exam of the student with the teacher's context in its prompt; null: none */
    private void exams(List<ExamReport> exams, ExamReport withContext) {
        title("Exams on held-out tasks, with 95 % confidence");
        if (exams.isEmpty()) {
            line("  none yet");
        }
        if (withContext != null) {
            exam("with teacher.context", withContext);
        }
        exams.forEach(exam -> exam(name(exam), exam));
    }

    private void exam(String name, ExamReport exam) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-24s", name));
        exam.passAtK().forEach((k, value) -> line.append("pass@")
                .append(k)
                .append(' ')
                .append(style.bold(percent(value)))
                .append(interval(exam.confidence(), k))
                .append("  "));
        line.append(style.faint(count(exam.tasks(), "task") + ", " + count(exam.samples(), "sample") + " each"));
        if (exam.faulted() > 0) {
            line.append(", ").append(count(exam.faulted(), "sample")).append(" not judged by a fault of ours");
        }
        if (exam.unrefined() > 0) {
            line.append(", ")
                    .append(count(exam.unrefined(), "failed answer"))
                    .append(" not refined, because their tasks have no public test");
        }
        line(line.toString());
        groups(exam);
        exam.passAtKBounds()
                .forEach((k, bounds) -> line(String.format(
                        Locale.ROOT,
                        "    over all tasks, pass@%s is %s if every such sample had failed, and %s if every one had passed",
                        k,
                        percent(bounds.low()),
                        percent(bounds.high()))));
    }

    private void groups(ExamReport exam) {
        if (!exam.groups().isEmpty()) {
            line("    "
                    + exam.groups().stream()
                            .map(group -> group.name() + " " + percent(group.passAt1()) + " of "
                                    + count(group.tasks(), "task"))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String name(ExamReport exam) {
        String name = exam.round() == 0 ? "before training" : "after round " + exam.round();
        return exam.refineStep() == 0 ? name : name + ", refined " + exam.refineStep() + "x";
    }

    private static String interval(Map<String, Interval> confidence, String k) {
        Interval interval = confidence == null ? null : confidence.get(k);
        return interval == null ? "" : " (" + percent(interval.low()) + " to " + percent(interval.high()) + ")";
    }

    private void places(RunReport report) {
        title("Where it lies");
        CheckpointReference newest = null;
        for (RoundReport round : report.rounds()) {
            newest = round.checkpoint() == null ? newest : round.checkpoint();
        }
        if (newest != null) {
            line("  checkpoint  " + path(newest.uri()));
        }
        if (report.dataDir() != null) {
            line("  data        " + report.dataDir());
        }
    }

    /** The path of a {@code file:} URI; any other URI unchanged. */
    private static String path(String uri) {
        return uri.startsWith("file:") ? Path.of(URI.create(uri)).toString() : uri;
    }

    private void title(String title) {
        line("");
        line(style.bold(title));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
