package dev.preceptor.languagemodel.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalDecoderTest {

    private static final Path LLAMA = Path.of("src/test/resources/fixtures/llama");

    @ParameterizedTest
    @ValueSource(strings = {"naïve 🙂🙂 数据", "a\u0000b", "", "plain", "\uFFFD", "👩‍👩‍👧"})
    void piecesDecodedOneByOneMakeTheWholeText(String text) {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            IncrementalDecoder decoder = tokenizer.incrementalDecoder(true);
            StringBuilder pieces = new StringBuilder();
            for (int id : tokenizer.encode(text)) {
                String piece = decoder.append(id);
                assertThat(text).startsWith(pieces + piece);
                pieces.append(piece);
            }
            assertThat(pieces + decoder.finish()).isEqualTo(text);
        }
    }

    @Test
    void aCharacterThatNeverBecomesWholeIsReplacedAtTheEnd() {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            int[] smile = tokenizer.encode("🙂");
            IncrementalDecoder decoder = tokenizer.incrementalDecoder(true);
            assertThat(decoder.append(smile[0])).isEmpty();
            assertThat(decoder.finish()).isEqualTo("\uFFFD");
            assertThat(decoder.finish()).isEmpty();
        }
    }

    @Test
    void specialTokensAreLeftOutOrNot() {
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            IncrementalDecoder without = tokenizer.incrementalDecoder(true);
            assertThat(without.append(2) + without.append(70) + without.finish())
                    .isEqualTo(tokenizer.decode(new int[] {70}));
            IncrementalDecoder with = tokenizer.incrementalDecoder(false);
            assertThat(with.append(2) + with.finish()).isEqualTo("<|im_end|>");
        }
    }

    @Test
    void longAndRandomSequencesMakeTheWholeText() {
        Random random = new Random(1);
        try (Tokenizer tokenizer = Tokenizer.load(LLAMA)) {
            String text = "def f(x):\n    return x  # naïve 🙂 数据\n".repeat(20);
            assertThat(pieces(tokenizer, tokenizer.encode(text))).isEqualTo(text);
            for (int i = 0; i < 50; i++) {
                int[] ids = random.ints(200, 0, 300).toArray();
                assertThat(pieces(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
            }
            int[] halves =
                    IntStream.range(0, 500).map(i -> tokenizer.encode("🙂")[0]).toArray();
            assertThat(pieces(tokenizer, halves)).isEqualTo("\uFFFD".repeat(500));
        }
    }

    private static String pieces(Tokenizer tokenizer, int[] ids) {
        IncrementalDecoder decoder = tokenizer.incrementalDecoder(true);
        StringBuilder pieces = new StringBuilder();
        for (int id : ids) {
            pieces.append(decoder.append(id));
        }
        return pieces + decoder.finish();
    }
}
