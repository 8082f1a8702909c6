package dev.preceptor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static Properties bothTerminals() {
        Properties properties = new Properties();
        properties.setProperty("preceptor.terminal.out", "true");
        properties.setProperty("preceptor.terminal.err", "true");
        return properties;
    }

    @Test
    void showsNothingSpecialUnlessTheLauncherSaysSo() {
        assertThat(Terminal.of(new Properties(), Map.of())).isEqualTo(new Terminal(false, false, 100));
    }

    @Test
    void takesTheTerminalsWidth() {
        assertThat(Terminal.of(bothTerminals(), Map.of("COLUMNS", "132"))).isEqualTo(new Terminal(true, true, 132));
        assertThat(Terminal.of(bothTerminals(), Map.of("COLUMNS", "")).columns())
                .isEqualTo(100);
    }

    @Test
    void honoursNoColor() {
        assertThat(Terminal.of(bothTerminals(), Map.of("NO_COLOR", "1")).colour())
                .isFalse();
        assertThat(Terminal.of(bothTerminals(), Map.of("NO_COLOR", "")).colour())
                .isTrue();
    }

    @Test
    void aDumbTerminalIsNone() {
        assertThat(Terminal.of(bothTerminals(), Map.of("TERM", "dumb"))).isEqualTo(new Terminal(false, false, 100));
    }
}
