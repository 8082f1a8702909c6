package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Interval;
import java.util.List;

/**
 * The teacher's cost per result, in US dollars.
 *
 * @param exampleUsd the cost per training example; null if there are none
 * @param pointUsd the cost per percentage point of pass@1 that the last exam of first answers gained over the untrained
 *     student; null if there was no gain, or one of the two exams is missing
 * @param pointLowUsd the same at the upper end of the gain's 95 % interval, see {@link #gain}; null without such a gain or interval
 * @param pointHighUsd the same at the lower end; null also if the gain may be none, as then there is no upper limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CostPer(Double exampleUsd, Double pointUsd, Double pointLowUsd, Double pointHighUsd) {

    private static final double POINTS = 100;

    /** Returns the costs, or null if the teacher cost nothing. */
    static CostPer of(TeacherBill bill, int examples, List<ExamReport> exams) {
        if (bill == null || bill.costUsd() <= 0) {
            return null;
        }
        ExamReport first = null;
        ExamReport last = null;
        for (ExamReport exam : exams) {
            if (exam.refineStep() == 0 && exam.passAtK().containsKey("1")) {
                first = exam.round() == 0 ? exam : first;
                last = last == null || exam.round() > last.round() ? exam : last;
            }
        }
        Double exampleUsd = examples > 0 ? (Double) (bill.costUsd() / examples) : null;
        if (first == null || last.round() == 0) {
            return new CostPer(exampleUsd, null, null, null);
        }
        Double pointUsd = price(bill, passAt1(last) - passAt1(first));
        Interval gain = gain(first, last);
        return new CostPer(
                exampleUsd,
                pointUsd,
                gain == null || pointUsd == null ? null : price(bill, gain.high()),
                gain == null || pointUsd == null ? null : price(bill, gain.low()));
    }

    private static Double price(TeacherBill bill, double gained) {
        return gained > 0 ? (Double) (bill.costUsd() / (POINTS * gained)) : null;
    }

    /**
     * The 95 % interval of the gain in pass@1 between two exams; null if one of them has no interval. It is made of the two intervals as
     * by Newcombe (1998, Statistics in Medicine 17, method 10), which holds for independent exams. Two exams on the same tasks rather
     * agree, so the true interval is narrower.
     */
    static Interval gain(ExamReport first, ExamReport last) {
        Interval before = first.confidence().get("1");
        Interval after = last.confidence().get("1");
        if (before == null || after == null) {
            return null;
        }
        double gained = passAt1(last) - passAt1(first);
        return new Interval(
                gained - Math.hypot(passAt1(last) - after.low(), before.high() - passAt1(first)),
                gained + Math.hypot(after.high() - passAt1(last), passAt1(first) - before.low()));
    }

    private static double passAt1(ExamReport exam) {
        return exam.passAtK().get("1");
    }
}
