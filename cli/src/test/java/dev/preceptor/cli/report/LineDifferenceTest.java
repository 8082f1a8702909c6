package dev.preceptor.cli.report;

import static dev.preceptor.cli.report.LineDifference.Kind.ADDED;
import static dev.preceptor.cli.report.LineDifference.Kind.KEPT;
import static dev.preceptor.cli.report.LineDifference.Kind.REMOVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.report.LineDifference.Line;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {

    @Test
    void keepsWhatBothHave() {
        assertThat(LineDifference.between("def f(x):\n    y = 1\n    return x\n", "def f(x):\n    return x + 1\n"))
                .containsExactly(
                        new Line(KEPT, "def f(x):"),
                        new Line(REMOVED, "    y = 1"),
                        new Line(REMOVED, "    return x"),
                        new Line(ADDED, "    return x + 1"));
    }

    @Test
    void equalProgramsDifferInNothing() {
        assertThat(LineDifference.between("a\nb  \n", "a\nb"))
                .containsExactly(new Line(KEPT, "a"), new Line(KEPT, "b"));
    }

    @Test
    void fromNothingAllIsAdded() {
        assertThat(LineDifference.between("", "a\nb")).containsExactly(new Line(ADDED, "a"), new Line(ADDED, "b"));
        assertThat(LineDifference.between("a", "")).containsExactly(new Line(REMOVED, "a"));
    }
}
