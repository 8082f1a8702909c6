package dev.preceptor.stage.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void blanksSeparateWords() {
        assertThat(CommandWords.of("x.command", " torchrun  --nproc-per-node\t2 "))
                .containsExactly("torchrun", "--nproc-per-node", "2");
        assertThat(CommandWords.of("x.command", "  ")).isEmpty();
    }

    @Test
    void quotesKeepBlanksAndEmptyWords() {
        assertThat(CommandWords.of("x.command", "sh -c 'echo \"$1\"' \"a b\" x='c d' \"\""))
                .containsExactly("sh", "-c", "echo \"$1\"", "a b", "x=c d", "");
    }

    @Test
    void anOpenQuoteIsRefusedWithTheSetting() {
        assertThatThrownBy(() -> CommandWords.of("x.command", "sh -c 'echo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x.command has a quote that is not closed: sh -c 'echo");
    }
}
