package dev.preceptor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.terminal.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramChangesTest {

    private static List<String> changes(String before, String after) {
        return ProgramChanges.between(before, after, Style.PLAIN);
    }

    @Test
    void keepsWhatBothHave() {
        assertThat(changes("def f(x):\n    y = 1\n    return x\n", "def f(x):\n    return x + 1\n"))
                .containsExactly("  def f(x):", "-     y = 1", "-     return x", "+     return x + 1");
    }

    @Test
    void equalProgramsDifferInNothing() {
        assertThat(changes("a\nb  \n", "a\nb")).containsExactly("  a", "  b");
    }

    @Test
    void fromNothingAllIsAdded() {
        assertThat(changes("", "a\nb")).containsExactly("+ a", "+ b");
        assertThat(changes("a", "")).containsExactly("- a");
    }

    @Test
    void aRemovedLineStandsBeforeTheAddedOneAmidKeptLines() {
        assertThat(changes("a\nb\nc\nd", "a\nx\nc\ny")).containsExactly("  a", "- b", "+ x", "  c", "- d", "+ y");
    }
}
