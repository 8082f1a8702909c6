package dev.preceptor.languagemodel.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopStringsTest {

    private static final StopStrings HUMAN_EVAL =
            new StopStrings(List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint"));

    /** A text that counts how many of its characters are read. */
    private static final class CountingText implements CharSequence {
        private final StringBuilder text = new StringBuilder();
        private long read;

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            read++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            read += end - start;
            return text.subSequence(start, end);
        }
    }

    @Test
    void theFirstStopStringIsFoundWhereverTheTextWasCut() {
        String text = "    return x\nx\n\nde\ndef g():\n#";
        for (int cut = 0; cut <= text.indexOf("\ndef") + 3; cut++) {
            assertThat(HUMAN_EVAL.indexIn(text.substring(0, cut), 0)).isEqualTo(-1);
            assertThat(HUMAN_EVAL.indexIn(text, cut)).isEqualTo(text.indexOf("\ndef"));
        }
        assertThat(HUMAN_EVAL.indexIn("\n def\n print\nclas", 0)).isEqualTo(-1);
        assertThat(new StopStrings(List.of()).indexIn("x", 0)).isEqualTo(-1);
    }

    @Test
    void theBeginningOfAStopStringIsPending() {
        assertThat(HUMAN_EVAL.pending("x\npri")).isEqualTo(4);
        assertThat(HUMAN_EVAL.pending("x\n")).isEqualTo(1);
        assertThat(HUMAN_EVAL.pending("x")).isZero();
        assertThat(HUMAN_EVAL.pending("")).isZero();
        assertThat(new StopStrings(List.of("aab", "x")).pending("aaa")).isEqualTo(2);
    }

    @Test
    void theWorkForATokenDoesNotGrowWithTheText() {
        long[] read = new long[2];
        for (int run = 0; run < 2; run++) {
            CountingText text = new CountingText();
            int tokens = run == 0 ? 1_000 : 10_000;
            for (int i = 0; i < tokens; i++) {
                int searched = text.length();
                text.text.append(i % 7 == 0 ? "\n  x" : " + y");
                assertThat(HUMAN_EVAL.indexIn(text, searched)).isEqualTo(-1);
            }
            read[run] = text.read;
        }
        assertThat(read[1]).isBetween(read[0] * 10 - 1_000, read[0] * 10 + 1_000);
    }
}
