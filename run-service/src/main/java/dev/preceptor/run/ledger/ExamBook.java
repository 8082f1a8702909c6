package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.report.ExamReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The exams of a run. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class ExamBook {

    private final List<ExamReport> reports = new ArrayList<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();

    /** Keeps a report; false where it is known already. */
    boolean add(ExamReport report) {
        if (isGraded(report.round(), report.refineStep())) {
            return false;
        }
        reports.add(report);
        return true;
    }

    /** Forgets a round's exam, as its checkpoint is made anew. */
    void forget(int round) {
        reports.removeIf(report -> report.round() == round);
        answers.remove(round);
    }

    /** The first answers' pass@1 in a round's exam; null where there is none. */
    Double passAt1(int round) {
        return reports.stream()
                .filter(report -> report.round() == round && report.refineStep() == 0)
                .findFirst()
                // There is no pass@1 where no sample could be judged, or where it was not asked for.
                .map(report -> report.passAtK().get("1"))
                .orElse(null);
    }

    /** Counts a judged first answer; one that was delivered twice is counted twice here, and here only. */
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

    private boolean isGraded(int round, int refineStep) {
        return reports.stream().anyMatch(report -> report.round() == round && report.refineStep() == refineStep);
    }
}
