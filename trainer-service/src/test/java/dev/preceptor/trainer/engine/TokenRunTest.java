package dev.preceptor.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenRunTest {

    @Test
    void theLongestRunIsFound() {
        assertThat(TokenRun.longest(new int[] {1, 2, 9, 3, 4, 5, 9}, new int[] {0, 1, 2, 3, 4, 5, 6}))
                .isEqualTo(new TokenRun(3, 3, 3));
    }

    @Test
    void ofSeveralTheLastOneInTheAnswerCounts() {
        assertThat(TokenRun.longest(new int[] {1, 2, 9, 1, 2}, new int[] {7, 1, 2}))
                .isEqualTo(new TokenRun(3, 1, 2));
    }

    @Test
    void withoutACommonTokenThereIsNone() {
        assertThat(TokenRun.longest(new int[] {1}, new int[] {2}).length()).isZero();
        assertThat(TokenRun.longest(new int[0], new int[] {2}).length()).isZero();
    }
}
