package dev.preceptor.student;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratedTextTest {

    @Test
    void theSpaceBetweenPromptAndAnswerOfAChatIsDropped() {
        assertThat(GeneratedText.answer(" def f(n):", true)).isEqualTo("def f(n):");
        assertThat(GeneratedText.answer("def f(n):", true)).isEqualTo("def f(n):");
        assertThat(GeneratedText.answer("", true)).isEmpty();
    }

    @Test
    void indentationIsKept() {
        assertThat(GeneratedText.answer("    return n", true)).isEqualTo("    return n");
        assertThat(GeneratedText.answer(" n", false)).isEqualTo(" n");
    }
}
