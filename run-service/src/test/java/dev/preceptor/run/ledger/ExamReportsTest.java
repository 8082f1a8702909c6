package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.report.ExamReport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamReportsTest {

    @Test
    void hasNoPassAt1WhereNoSampleCouldBeJudgedOrItWasNotAskedFor() {
        ExamReports exams = new ExamReports();
        exams.add(new ExamReport(0, 3, 1, Map.of(), Map.of(), 0, 3, 0));
        exams.add(new ExamReport(1, 3, 2, Map.of("2", 0.5), Map.of(), 0, 0, 0));
        exams.add(new ExamReport(2, 3, 1, Map.of("1", 0.5), Map.of(), 0, 0, 0));

        assertThat(exams.passAt1(0)).isNull();
        assertThat(exams.passAt1(1)).isNull();
        assertThat(exams.passAt1(2)).isEqualTo(0.5);
        assertThat(exams.passAt1(3)).isNull();
    }
}
