package dev.preceptor.teacher.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {

    /** The distances are the textbook's. */
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "saturday, sunday, 3", "flaw, lawn, 2", "'', abc, 3", "abc, '', 3", "abc, abc, 0"
    })
    void countsInsertionsDeletionsAndReplacements(String first, String second, int distance) {
        assertThat(EditDistance.between(letters(first), letters(second))).isEqualTo(distance);
    }

    private static List<String> letters(String word) {
        return word.chars().mapToObj(Character::toString).toList();
    }

    @Test
    void countsTokensNotCharacters() {
        assertThat(EditDistance.between("return first + last", "return beginning + end  # better names"))
                .isEqualTo(2);
    }
}
