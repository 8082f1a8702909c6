package dev.preceptor.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.report.StageProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();
    private long now = 1;

    private ProgressView view(boolean terminal, int columns) {
        return ProgressView.on(new PrintWriter(err), new Terminal(terminal, false, columns), () -> now);
    }

    private void seconds(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static List<StageProgress> practice(int done, int total) {
        return List.of(new StageProgress("practice-1", done, total, null));
    }

    @Test
    void aLogHasAStagesBeginningItsEndAndSomeLinesBetween() {
        ProgressView view = view(false, 80);

        view.show(practice(0, 90));
        seconds(3);
        view.show(practice(6, 90));
        seconds(7);
        view.show(practice(20, 90));
        seconds(30);
        view.show(practice(90, 90));
        seconds(60);
        view.show(practice(90, 90));

        assertThat(err.toString().lines())
                .containsExactly(
                        "Practice, round 1            0/90 tasks",
                        "Practice, round 1           20/90 tasks, 2.0 a second, 35 s left",
                        "Practice, round 1           90/90 tasks, 2.3 a second");
    }

    @Test
    void aLogSaysOnceThatAStageWaits() {
        ProgressView view = view(false, 80);
        StageProgress waiting = new StageProgress("practice-1", 0, 90, "waits for the student's servers");

        view.show(practice(0, 90));
        for (int i = 0; i < 3; i++) {
            seconds(1);
            view.show(List.of(waiting));
        }

        assertThat(err.toString().lines())
                .containsExactly(
                        "Practice, round 1            0/90 tasks",
                        "Practice, round 1            0/90 tasks, waits for the student's servers");
    }

    @Test
    void teachingThatCatchesUpHasNotEnded() {
        ProgressView view = view(false, 80);
        for (int failures = 1; failures <= 12; failures++) {
            view.show(List.of(new StageProgress("teaching-1", failures, failures, null)));
            seconds(1);
        }

        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains("11/11 tasks");
    }

    @Test
    void whatWasDoneBeforeAResumeIsNoSpeed() {
        ProgressView view = view(false, 80);

        view.show(practice(80, 100));
        seconds(10);
        view.show(practice(85, 100));

        assertThat(err.toString()).contains("85/100 tasks, 2 s each, 30 s left");
    }

    @Test
    void whatAMeterFoundDoneIsNoSpeed() {
        ProgressMeter meter = new ProgressMeter(view(false, 80), "training", 500, 1_000, () -> now);

        seconds(10);
        meter.reach(520, null);

        assertThat(err.toString()).contains("520/1000", "2.0 a second, 4 min 0 s left");
    }

    @Test
    void aTerminalsLinesAreDrawnOver() {
        ProgressView view = view(true, 80);

        view.show(practice(1, 9));
        view.show(
                List.of(new StageProgress("exam-0", 1, 5, null), new StageProgress("training-1", 1, 5, "loss 0.512")));
        view.show(practice(3, 9));

        assertThat(err.toString().split("\u001B"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("1/9 tasks\n"),
                        up -> assertThat(up).isEqualTo("[1A"),
                        two -> assertThat(two)
                                .startsWith("[J")
                                .contains("Exam before training", "Training, round 1", "1/5 steps, loss 0.512"),
                        up -> assertThat(up).isEqualTo("[2A"),
                        last -> assertThat(last).contains("3/9 tasks\n"));
    }

    @Test
    void noLineIsAsWideAsTheTerminal() {
        ProgressView view = view(true, 40);

        view.show(List.of(new StageProgress("training-1", 1, 5, "a note that is wider than the terminal is")));

        assertThat(err.toString().stripTrailing()).hasSize(39);
    }

    @Test
    void aStageOfUnknownSizeIsNotShownYet() {
        for (boolean terminal : new boolean[] {true, false}) {
            view(terminal, 80).show(List.of(new StageProgress("training-1", 0, 0, null)));
        }

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void timesAreReadable() {
        assertThat(StageLine.duration(59.4)).isEqualTo("59 s");
        assertThat(StageLine.duration(61)).isEqualTo("1 min 1 s");
        assertThat(StageLine.duration(7_260)).isEqualTo("2 h 1 min");
    }
}
