package dev.preceptor.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.comparison.ComparisonReportBuilder;
import dev.preceptor.contracts.comparison.ComparisonRow;
import dev.preceptor.contracts.comparison.ComparisonRowBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

    /** The untrained student passes none of four tasks; {@code inpd} passes the first, {@code persd-0.25} the first three. */
    private static final Path REPORT = Path.of("../contracts/src/test/resources/comparison/report.json");

    private static ComparisonReport comparison() throws IOException {
        return Json.mapper().readValue(REPORT.toFile(), ComparisonReport.class);
    }

    @Test
    void eachMethodHasItsLine() throws IOException {
        assertThat(ComparisonText.plain(comparison()))
                .contains(
                        "9 practice tasks, of which the student solved 2; teacher gpt-x; exam of 4 tasks, 1 sample each")
                .containsPattern(
                        "method +share +taught +examples +paid +alone +pass@1 +pass@1, refined 1x +less base's +p")
                .containsPattern("base +0\\.0 \\(0\\.0 to 0\\.0\\) +25\\.0 \\(")
                .containsPattern("inpd +100 % +5 +6 +\\$0\\.50 +\\$0\\.50 +25\\.0 \\(.*\\+25\\.0 \\(.*1\\.000")
                // A quarter of what its answers cost: 0.25 * (0.10 + 0.30). Three of three tasks won: 2 of 8 tosses.
                .containsPattern("persd +25 % +5 +6 +\\$0\\.10 +\\$0\\.10 +75\\.0 \\(.*\\+75\\.0 \\(.*0\\.250")
                .contains("persd: nothing was taught", "without 1 practice tasks", "a/9");
    }

    @Test
    void theSameIsMarkdown() throws IOException {
        assertThat(ComparisonText.markdown(comparison()))
                .startsWith("## mine\n")
                .contains("| method | share | taught | examples | paid | alone | pass@1 | pass@1, refined 1x |")
                .contains("\n| --- | --- |")
                .contains("| inpd | 100 % | 5 | 6 | $0.50 | $0.50 | 25.0 (");
    }

    @Test
    void armsWithTeachersOfTheirOwnNameThem() throws IOException {
        ComparisonReport report = comparison();
        List<ComparisonRow> rows = report.rows().stream()
                .map(row -> row.method() == null
                        ? row
                        : ComparisonRowBuilder.builder(row).teachers("cheap").build())
                .toList();

        assertThat(ComparisonText.plain(
                        ComparisonReportBuilder.builder(report).rows(rows).build()))
                .contains("of which the student solved 2; teachers cheap; exam of 4 tasks");
    }
}
