package dev.preceptor.cli.report;

import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.report.RefusedDraft;
import java.util.Arrays;
import java.util.Map;

/** The text of the report of a generation of tasks: counts, the first refused drafts, and the bill. */
public final class GenerationText {

    private static final int DETAILS_SHOWN = 3;

    private GenerationText() {}

    public static String of(GenerationReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.tasks())
                .append(" of ")
                .append(report.wanted())
                .append(
                        report.tasks() == 0 || report.out() == null
                                ? " tasks, of "
                                : " tasks in " + report.out() + ", of ")
                .append(report.drafts())
                .append(" drafts\n");
        int dropped =
                report.dropped().values().stream().mapToInt(Integer::intValue).sum();
        text.append("dropped: ").append(dropped).append('\n');
        for (Map.Entry<String, Integer> reason : report.dropped().entrySet()) {
            if (reason.getValue() > 0) {
                text.append("%6d  %-18s  %s%n".formatted(reason.getValue(), reason.getKey(), meaning(reason.getKey())));
            }
        }
        if (report.unfunded() > 0) {
            text.append("the budget did not allow: ").append(report.unfunded()).append('\n');
        }
        if (report.faulted() > 0) {
            text.append("could not be had or run: ").append(report.faulted()).append('\n');
        }
        addDetails(text, report);
        addBill(text, report);
        return text.toString();
    }

    /** Empty for a reason of a newer version. */
    private static String meaning(String reason) {
        return Arrays.stream(DropReason.values())
                .filter(known -> known.name().equals(reason))
                .map(DropReason::meaning)
                .findFirst()
                .orElse("");
    }

    private static void addDetails(StringBuilder text, GenerationReport report) {
        report.refused().stream().limit(DETAILS_SHOWN).forEach(draft -> text.append("  draft ")
                .append(draft.number())
                .append(", ")
                .append(draft.reason())
                .append(detail(draft))
                .append('\n'));
        int more = report.refused().size() - DETAILS_SHOWN;
        if (more > 0) {
            text.append("  and ").append(more).append(" more, each with its detail in the report of --json\n");
        }
    }

    private static String detail(RefusedDraft draft) {
        return draft.detail() == null ? "" : ": " + draft.detail();
    }

    private static void addBill(StringBuilder text, GenerationReport report) {
        GenerationReport.Bill bill = report.teacher();
        text.append("teacher: %s, %d calls, %d prompt and %d completion tokens, %s of %s"
                .formatted(
                        bill.model(),
                        bill.calls(),
                        bill.promptTokens(),
                        bill.completionTokens(),
                        Dollars.of(bill.costUsd()),
                        Dollars.of(bill.budgetUsd())));
        if (report.tasks() > 0) {
            text.append(", ")
                    .append(Dollars.of(bill.costUsd() / report.tasks()))
                    .append(" a task");
        }
        if (bill.unknownUsd() > 0) {
            text.append("; ").append(Dollars.of(bill.unknownUsd())).append(" of it is not confirmed");
        }
        text.append('\n');
    }
}
