package dev.preceptor.student;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTextTest {

    @Test
    void theSpaceBetweenPromptAndAnswerOfAChatIsDropped() {
        assertThat(AnswerText.of(" def f(n):", true)).isEqualTo("def f(n):");
        assertThat(AnswerText.of("def f(n):", true)).isEqualTo("def f(n):");
        assertThat(AnswerText.of("", true)).isEmpty();
    }

    @Test
    void indentationIsKept() {
        assertThat(AnswerText.of("    return n", true)).isEqualTo("    return n");
        assertThat(AnswerText.of(" n", false)).isEqualTo(" n");
    }
}
