package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.report.ExamReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The reports of a run's exams, and the progress of open exams. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class ExamReports {

    private final List<ExamReport> reports = new ArrayList<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();

    /** Adds a report that is not known yet. */
    void add(ExamReport report) {
        reports.add(report);
    }

    /** Removes a round's exam, because its checkpoint is made anew. */
    void forget(int round) {
        reports.removeIf(report -> report.round() == round);
        answers.remove(round);
    }

    /** The first answers' pass@1 in a round's exam; null where there is none. */
    Double passAt1(int round) {
        return reports.stream()
                .filter(report -> report.round() == round && report.refineStep() == 0)
                .findFirst()
                // There is no pass@1 where no sample could be judged, or where the specification does not ask for it.
                .map(report -> report.passAtK().get("1"))
                .orElse(null);
    }

    /** Counts a judged first answer, for progress only: one that is delivered twice counts twice. */
    void answered(int round) {
        answers.merge(round, 1, Integer::sum);
    }

    /** The judged first answers of a round's exam. */
    int answers(int round) {
        return answers.getOrDefault(round, 0);
    }

    /** Whether a round's exam has its reports after no refine step, after one, and so on to the last. */
    boolean isExamined(int round, int refineSteps) {
        for (int step = 0; step <= refineSteps; step++) {
            if (!isGraded(round, step)) {
                return false;
            }
        }
        return true;
    }

    List<ExamReport> inOrder() {
        return reports.stream()
                .sorted(Comparator.comparingInt(ExamReport::round).thenComparingInt(ExamReport::refineStep))
                .toList();
    }

    boolean isGraded(int round, int refineStep) {
        return reports.stream().anyMatch(report -> report.round() == round && report.refineStep() == refineStep);
    }
}
