package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The teacher's bill for the drafts of a generation, from the entries of the budget's log. Not thread-safe. */
final class GenerationBill {

    private final TeacherSpecification teacher;
    private final String draftsId;
    private final Map<String, TeacherCall> lastEntries = new HashMap<>();

    /** @param draftsId the id that the drafts have as their run */
    GenerationBill(TeacherSpecification teacher, String draftsId) {
        this.teacher = teacher;
        this.draftsId = draftsId;
    }

    /** Whether an entry with this key may be for these drafts. */
    boolean mayConcern(String key) {
        return key.startsWith(teacher.purseOf(draftsId) + "/");
    }

    /** Takes an entry of the log; a later entry of the same call replaces an earlier one. */
    void take(TeacherCall entry) {
        if (entry.runId().equals(draftsId)) {
            // The answer's text is not needed, and would add up.
            lastEntries.put(
                    entry.key(),
                    entry.answer() == null
                            ? entry
                            : entry.withAnswer(entry.answer().withContent(null)));
        }
    }

    /** The cost in US dollars; a call without an answer counts at its maximum cost. */
    double costUsd() {
        return lastEntries.values().stream()
                .filter(entry -> entry.state() != State.DECLINED
                        && entry.state() != State.CACHED
                        && entry.state() != State.BATCH)
                .mapToDouble(TeacherCall::costUsd)
                .sum();
    }

    GenerationReport.Bill report() {
        Collection<TeacherCall> entries = lastEntries.values();
        List<TeacherCall> answered = entries.stream()
                .filter(entry -> entry.state() == State.ANSWERED)
                .toList();
        return new GenerationReport.Bill(
                teacher.model(),
                answered.size(),
                answered.stream()
                        .mapToLong(entry -> entry.answer().promptTokens())
                        .sum(),
                answered.stream()
                        .mapToLong(entry -> entry.answer().completionTokens())
                        .sum(),
                costUsd(),
                teacher.budgetUsd(),
                entries.stream().mapToDouble(TeacherCall::unknownUsd).sum());
    }
}
