package dev.preceptor.run.taskgeneration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordRunsTest {

    private static final String KNOWN = "Write a function `twice(n)` that returns the number multiplied by two.";

    @Test
    void theSameTaskUnderAnotherNameIsTheSame() {
        assertThat(share(KNOWN.replace("twice(n)", "doubled(x)"), KNOWN)).isEqualTo(1);
        assertThat(share(KNOWN.toUpperCase(java.util.Locale.ROOT), KNOWN)).isEqualTo(1);
    }

    @Test
    void anotherTaskSharesOnlyItsOpening() {
        assertThat(share(
                        "Write a function `vowels(text)` that counts how many vowels a text has, y not among them.",
                        KNOWN))
                .isBetween(0.0, 0.2);
    }

    @Test
    void ofFewWordsAllMustBeTheSame() {
        assertThat(share("Double n", "double N")).isEqualTo(1);
        assertThat(share("Double n", "Halve n")).isZero();
        assertThat(share("`f(n)`", "`f(n)`")).isZero();
    }

    private static double share(String text, String other) {
        return WordRuns.of(text).shareIn(WordRuns.of(other));
    }
}
