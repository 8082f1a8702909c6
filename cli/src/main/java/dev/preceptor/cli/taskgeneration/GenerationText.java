package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.report.Dollars;
import dev.preceptor.contracts.event.DropReason;
import java.util.Map;

/** The text of a generation's report. */
final class GenerationText {

    private GenerationText() {}

    static String of(GenerationReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.tasks())
                .append(" of ")
                .append(report.wanted())
                .append(report.tasks() == 0 ? " tasks, of " : " tasks in " + report.out() + ", of ")
                .append(report.drafts())
                .append(" drafts\n");
        int dropped =
                report.dropped().values().stream().mapToInt(Integer::intValue).sum();
        text.append("dropped: ").append(dropped).append('\n');
        for (Map.Entry<DropReason, Integer> reason : report.dropped().entrySet()) {
            if (reason.getValue() > 0) {
                text.append("%6d  %-18s  %s%n"
                        .formatted(
                                reason.getValue(),
                                reason.getKey(),
                                reason.getKey().meaning()));
            }
        }
        if (report.unfunded() > 0) {
            text.append("the budget did not allow: ").append(report.unfunded()).append('\n');
        }
        if (report.faulted() > 0) {
            text.append("could not be had or run: ").append(report.faulted()).append('\n');
        }
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
        return text.append('\n').toString();
    }
}
