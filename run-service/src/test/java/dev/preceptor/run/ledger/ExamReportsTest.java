package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.ExamReportBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamReportsTest {

    private static ExamReport report(int round, Map<String, Double> passAtK) {
        return ExamReportBuilder.builder()
                .round(round)
                .tasks(3)
                .samples(2)
                .passAtK(passAtK)
                .build();
    }

    @Test
    void hasNoPassAt1WhereNoSampleCouldBeJudgedOrItWasNotAskedFor() {
        ExamReports exams = new ExamReports();
        exams.add(report(0, Map.of()));
        exams.add(report(1, Map.of("2", 0.5)));
        exams.add(report(2, Map.of("1", 0.5)));

        assertThat(exams.passAt1(0)).isNull();
        assertThat(exams.passAt1(1)).isNull();
        assertThat(exams.passAt1(2)).isEqualTo(0.5);
        assertThat(exams.passAt1(3)).isNull();
    }
}
