package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JudgingTest {

    @Test
    void eachPlaceIsFoundByItsWord() {
        for (Judging judging : Judging.values()) {
            assertThat(Judging.of(judging.word())).isEqualTo(judging);
        }
    }

    @Test
    void anUnknownWordIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Judging.of("beside"))
                .isInstanceOf(SandboxException.class)
                .hasMessage("executor.judging: must be auto, outside or inside, is 'beside'");
    }
}
