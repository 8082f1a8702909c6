package dev.preceptor.cli.taskgeneration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordOverlapTest {

    private static final String KNOWN = "Write a function `twice(n)` that returns the number multiplied by two.";

    @Test
    void theSameTaskUnderAnotherNameIsTheSame() {
        assertThat(WordOverlap.of(KNOWN.replace("twice(n)", "doubled(x)"), KNOWN))
                .isEqualTo(1);
        assertThat(WordOverlap.of(KNOWN.toUpperCase(java.util.Locale.ROOT), KNOWN))
                .isEqualTo(1);
    }

    @Test
    void anotherTaskSharesOnlyItsOpening() {
        assertThat(WordOverlap.of(
                        "Write a function `vowels(text)` that counts how many vowels a text has, y not among them.",
                        KNOWN))
                .isBetween(0.0, 0.2);
    }

    @Test
    void ofFewWordsAllMustBeTheSame() {
        assertThat(WordOverlap.of("Double n", "double N")).isEqualTo(1);
        assertThat(WordOverlap.of("Double n", "Halve n")).isZero();
        assertThat(WordOverlap.of("`f(n)`", "`f(n)`")).isZero();
    }
}
