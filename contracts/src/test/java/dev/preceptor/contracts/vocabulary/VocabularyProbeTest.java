package dev.preceptor.contracts.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

class VocabularyProbeTest {

    private static final Function<String, int[]> LETTERS = text -> text.chars().toArray();

    @Test
    void tokenizersThatDifferInOneTokenOfOneTextHaveDifferentFingerprints() {
        Function<String, int[]> other = text -> text.replace('ß', 's').chars().toArray();

        assertThat(VocabularyProbe.fingerprint(LETTERS))
                .isEqualTo(VocabularyProbe.fingerprint(text -> text.chars().toArray()))
                .isNotEqualTo(VocabularyProbe.fingerprint(other));
    }

    @Test
    void whereATokenEndsIsPartOfTheFingerprint() {
        assertThat(VocabularyProbe.fingerprint(text -> new int[] {1, 23}))
                .isNotEqualTo(VocabularyProbe.fingerprint(text -> new int[] {12, 3}));
    }
}
