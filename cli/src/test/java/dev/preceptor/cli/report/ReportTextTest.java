package dev.preceptor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.ExamGroup;
import dev.preceptor.contracts.report.ExamReportBuilder;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonBuilder;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RoundReportBuilder;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunReportBuilder;
import dev.preceptor.contracts.report.RungBillBuilder;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.report.TeacherBillBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {

    private static final Lesson LESSON = LessonBuilder.builder()
            .taskId("basics/0007")
            .round(1)
            .sample(0)
            .outcome(Outcome.TAUGHT)
            .prompt("Write a function `square(n)`.")
            .attempt("def square(n):\n    return n + n")
            .verdict(Verdict.FAILED)
            .feedback("square(3) should be 9, but was 6")
            .refinement("def square(n):\n    return n * n")
            .teacherModel("gpt-4o-mini")
            .build();

    private static RoundReportBuilder round(int number) {
        return RoundReportBuilder.builder()
                .round(number)
                .examples(52)
                .firstLoss(0.8123)
                .lastLoss(0.2119)
                .checkpoint(new CheckpointReference(1, "file:///data/artifacts/checkpoints/x", "ab"))
                .ledger(new Ledger(31, 52, 6, 0, 1))
                .passAt1(0.4222)
                .stopped("it was the last round");
    }

    private static RunReport report(TeacherBill bill) {
        return RunReportBuilder.builder()
                .runId("mine-0a1b2c3d")
                .name("mine")
                .method("persd")
                .state(Run.State.FINISHED)
                .practiceTasks(90)
                .ledger(new Ledger(31, 52, 6, 0, 1))
                .teacher(bill)
                .trainingExamples(52)
                .rounds(List.of(round(1).build()))
                .exams(List.of(
                        exam(0, 0.3111, new Interval(0.2222, 0.4111)).build(),
                        exam(1, 0.4222, new Interval(0.3222, 0.5222))
                                .faulted(2)
                                .passAtKBounds(Map.of("1", new Interval(0.4130, 0.4348)))
                                .build()))
                .progress(List.of())
                .seconds(Map.of())
                .dataDir("/data")
                .build();
    }

    @Test
    void aRunWithoutATeacherSaysWhatBecameOfTheStudentsOwnAttempts() {
        RunReport own = report(TeacherBillBuilder.builder().model("none").build())
                .with(run -> run.method("rft").ledger(new Ledger(31, 0, 59, 0, 0)));

        String text = ReportText.of(own, List.of(LESSON), Style.PLAIN);

        assertThat(text)
                .contains("solved       31  the student passed, and its program became an example")
                .contains("untaught     59  the student failed: nothing to learn from")
                .contains("none: the student learns from its own attempts, and nothing was bought")
                .doesNotContain("taught        0", "unfunded", "A lesson", "the teacher's attempts", "$");
    }

    @Test
    void replayedExamplesAreToldApart() {
        RunReport replayed =
                report(REFERENCE).withRounds(List.of(round(1).replayed(12).build()));

        assertThat(ReportText.of(replayed, List.of(), Style.PLAIN))
                .contains("round 1: 52 examples (12 of them replayed), loss 0.812 to 0.212");
    }

    private static ExamReportBuilder exam(int round, double passAt1, Interval confidence) {
        return ExamReportBuilder.builder()
                .round(round)
                .tasks(90)
                .samples(1)
                .passAtK(Map.of("1", passAt1))
                .confidence(Map.of("1", confidence));
    }

    private static final TeacherBill LLM = TeacherBillBuilder.builder()
            .model("gpt-4o-mini")
            .calls(58)
            .promptTokens(23_456)
            .completionTokens(7_890)
            .costUsd(0.00825)
            .budgetUsd(1.0)
            .build();
    private static final TeacherBill REFERENCE =
            TeacherBillBuilder.builder().model("reference").build();

    @Test
    void tellsHowFarFaultedSamplesCouldMoveAScore() {
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .contains("2 samples not judged by a fault of ours")
                .contains(
                        "over all tasks, pass@1 is 41.3 % if every such sample had failed, and 43.5 % if every one had passed");
    }

    @Test
    void tellsTheFunnelWithWhatItMeans() {
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .containsPattern("solved +31  the student passed")
                .containsPattern("taught +52 ")
                .containsPattern("untaught +6 ")
                .containsPattern("unfunded +0 ")
                .containsPattern("faulted +1 ");
    }

    @Test
    void tellsWhatEachRoundCostAndBrought() {
        RunReport report = report(LLM)
                .withRounds(List.of(
                        round(1).tasks(40)
                                .lessons(38)
                                .calls(39)
                                .costUsd(0.5)
                                .ledger(new Ledger(0, 38, 2, 0, 0))
                                .build(),
                        round(2).passAt1(0.75)
                                .tasks(40)
                                .lessons(9)
                                .calls(10)
                                .costUsd(0.125)
                                .ledger(new Ledger(30, 9, 1, 0, 0))
                                .build()));

        assertThat(ReportText.of(report, List.of(), Style.PLAIN))
                .contains("      0                                            31.1 %\n")
                .contains("      1     40       0       38       39     $0.50  42.2 %   ####################\n")
                .contains("      2     40      30        9       10     $0.13  75.0 %   #####\n");
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN)).doesNotContain("Round by round");
    }

    @Test
    void tellsTheResultsOfGroupsOfTasks() {
        RunReport report = report(LLM)
                .withExams(List.of(exam(0, 0.5, new Interval(0.4, 0.6))
                        .groups(List.of(
                                new ExamGroup("library/common", 30, 0.9), new ExamGroup("library/rare", 60, 0.3)))
                        .build()));

        assertThat(ReportText.of(report, List.of(), Style.PLAIN))
                .contains("library/common 90.0 % of 30 tasks, library/rare 30.0 % of 60 tasks");
    }

    @Test
    void tellsTheBill() {
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .contains("gpt-4o-mini: 58 answers, 23,456 + 7,890 tokens, $0.0083 of $1.00");
    }

    @Test
    void tellsWhichTeacherTaughtWhatForHowMuch() {
        TeacherBill ladder = TeacherBillBuilder.builder(LLM)
                .model("student -> small -> large")
                .rungs(List.of(
                        rung("student", 58, 4).build(),
                        rung("small", 54, 30)
                                .calls(54)
                                .promptTokens(2_000)
                                .completionTokens(900)
                                .costUsd(0.002)
                                .budgetUsd(0.5)
                                .build(),
                        rung("large", 24, 18)
                                .calls(20)
                                .promptTokens(1_000)
                                .completionTokens(400)
                                .costUsd(0.00625)
                                .cached(4)
                                .build()))
                .build();

        assertThat(ReportText.of(report(ladder), List.of(), Style.PLAIN))
                .contains("student -> small -> large: 58 answers")
                .contains("    student: taught 4 of 58, free\n")
                .contains("    small: taught 30 of 54, 54 answers, 2,000 + 900 tokens, $0.0020 of $0.50\n")
                .contains("    large: taught 18 of 24, 20 answers, 1,000 + 400 tokens, $0.0063, 4 from the purse\n");
    }

    private static RungBillBuilder rung(String name, int asked, int taught) {
        return RungBillBuilder.builder().name(name).model(name).asked(asked).taught(taught);
    }

    @Test
    void tellsWhatOfTheBillIsNotConfirmed() {
        TeacherBill unsure = TeacherBillBuilder.builder(LLM).unknownUsd(0.0025).build();

        assertThat(ReportText.of(report(unsure), List.of(), Style.PLAIN)).contains("$0.0025 of that is not confirmed");
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN)).doesNotContain("not confirmed");
    }

    @Test
    void tellsWhyTasksTaughtNothing() {
        RunReport report = report(LLM)
                .withReasons(Map.of(
                        "untaught", "The answer was cut at teacher.maxTokens (1024), within its program.",
                        "unfunded", "no budget",
                        "faulted", "the sandbox died"));

        assertThat(ReportText.of(report, List.of(), Style.PLAIN))
                .containsPattern("untaught .*\n +the last one: The answer was cut at teacher.maxTokens")
                .containsPattern("faulted .*\n +why: the sandbox died")
                .doesNotContain("no budget");
    }

    @Test
    void tellsThatAServerReportsNoTokens() {
        TeacherBill uncounted =
                TeacherBillBuilder.builder(LLM).uncounted(3).unknownUsd(0.0025).build();

        assertThat(ReportText.of(report(uncounted), List.of(), Style.PLAIN))
                .contains("The server reported no tokens, or zero, for 3 answers");
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN)).doesNotContain("reported no tokens");
    }

    @Test
    void tellsWhatAnExampleAndAPointCost() throws JsonProcessingException {
        // 0.00825 over 52 examples, and over 42.22 - 31.11 points.
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .contains("$0.000159 a training example, $0.000743 a point of pass@1 gained");
        assertThat(report(REFERENCE).costPer()).isNull();

        String json = Json.mapper().writeValueAsString(report(LLM));
        assertThat(json).contains("\"costPer\":{\"exampleUsd\":1.58653");
        assertThat(Json.mapper().readValue(json, RunReport.class)).isEqualTo(report(LLM));
    }

    @Test
    void saysThatTheReferenceIsNoLlm() {
        assertThat(ReportText.of(report(REFERENCE), List.of(), Style.PLAIN)).contains("no LLM, costs nothing");
    }

    @Test
    void tellsTheExamsBeforeAndAfter() {
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .containsPattern("before training +pass@1 31.1 % \\(22.2 % to 41.1 %\\)")
                .containsPattern("after round 1 +pass@1 42.2 % \\(32.2 % to 52.2 %\\) .*2 samples not judged");
    }

    @Test
    void saysWhereTheCheckpointLies() {
        assertThat(ReportText.of(report(LLM), List.of(), Style.PLAIN))
                .contains("checkpoint  /data/artifacts/checkpoints/x\n")
                .contains("data        /data\n");
    }

    @Test
    void aLessonIsTaskFailureAndChange() {
        assertThat(ReportText.of(report(LLM), List.of(LESSON), Style.PLAIN))
                .contains("1. basics/0007\n")
                .contains("Write a function `square(n)`.")
                .contains("The student's attempt failed:")
                .contains("square(3) should be 9, but was 6")
                .contains("  def square(n):\n")
                .contains("-     return n + n\n")
                .contains("+     return n * n\n");
    }

    @Test
    void colourIsOnlyWhereAsked() {
        assertThat(ReportText.of(report(LLM), List.of(LESSON), Style.PLAIN)).doesNotContain("\u001B");
        assertThat(ReportText.of(report(LLM), List.of(LESSON), Style.COLOURED))
                .contains("\u001B[31m-     return n + n\u001B[0m")
                .contains("\u001B[32m+     return n * n\u001B[0m");
    }

    @Test
    void aLongProgramIsCut() {
        Lesson lesson = LessonBuilder.builder()
                .taskId("t")
                .round(1)
                .sample(0)
                .outcome(Outcome.TAUGHT)
                .prompt("p")
                .attempt("x = 1\n".repeat(60))
                .verdict(Verdict.FAILED)
                .feedback("f")
                .refinement("y = 1")
                .teacherModel("reference")
                .build();

        assertThat(ReportText.of(report(LLM), List.of(lesson), Style.PLAIN)).contains("... (37 more lines)");
    }

    @Test
    void aRunThatTaughtNothingSaysSo() {
        RunReport nothing = RunReportBuilder.builder()
                .runId("r")
                .name("r")
                .method("persd")
                .state(Run.State.FINISHED)
                .practiceTasks(3)
                .ledger(new Ledger(3, 0, 0, 0, 0))
                .teacher(REFERENCE)
                .trainingExamples(0)
                .rounds(List.of())
                .exams(List.of())
                .progress(List.of())
                .seconds(Map.of())
                .build();

        assertThat(ReportText.of(nothing, List.of(), Style.PLAIN))
                .contains("none: there was nothing to learn from")
                .doesNotContain("checkpoint");
    }
}
