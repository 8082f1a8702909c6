package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The teacher's cost per result, in US dollars.
 *
 * @param exampleUsd the cost per training example; null if there are none
 * @param pointUsd the cost per percentage point of pass@1 that the last exam of first answers gained over the untrained
 *     student; null if there was no gain, or one of the two exams is missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CostPer(Double exampleUsd, Double pointUsd) {

    private static final double POINTS = 100;

    /** Returns the costs, or null if the teacher cost nothing. */
    static CostPer of(TeacherBill bill, int examples, List<ExamReport> exams) {
        if (bill == null || bill.costUsd() <= 0) {
            return null;
        }
        Double gained = gainedPoints(exams);
        return new CostPer(
                examples > 0 ? (Double) (bill.costUsd() / examples) : null,
                gained != null && gained > 0 ? (Double) (bill.costUsd() / gained) : null);
    }

    private static Double gainedPoints(List<ExamReport> exams) {
        ExamReport first = null;
        ExamReport last = null;
        for (ExamReport exam : exams) {
            if (exam.refineStep() == 0 && exam.passAtK().containsKey("1")) {
                first = exam.round() == 0 ? exam : first;
                last = last == null || exam.round() > last.round() ? exam : last;
            }
        }
        return first == null || last.round() == 0
                ? null
                : (Double) (POINTS * (last.passAtK().get("1") - first.passAtK().get("1")));
    }
}
