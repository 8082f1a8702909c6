package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TrainingJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void equalPartsMakeEqualIds() {
        assertThat(Ids.of("attempt", "a", 1))
                .isEqualTo(Ids.of("attempt", "a", 1))
                .hasSize(32);
    }

    @Test
    void partsDoNotRunTogether() {
        assertThat(Ids.of("attempt", "ab", "c")).isNotEqualTo(Ids.of("attempt", "a", "bc"));
        assertThat(Ids.of("attempt", "a")).isNotEqualTo(Ids.of("refinement", "a"));
    }

    /** Computed with Python: sha256 over (4-byte big-endian length + bytes) of "attempt", "a". */
    @Test
    void theHashIsTheDocumentedOne() {
        assertThat(Ids.of("attempt", "a")).isEqualTo("2c4eae855a60895fbe00ac848b943b0d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a,b", "a,ä,\u20ac", "a, b"})
    void aListIsHashedAsItsText(String elements) {
        List<String> list = elements.isEmpty() ? List.of() : List.of(elements.split(","));

        assertThat(Ids.of("job", "run", list, 1)).isEqualTo(Ids.of("job", "run", list.toString(), 1));
    }

    /** The text of a record changes with its fields. */
    @Test
    void anObjectWhoseTextMayChangeIsNotHashed() {
        record Message(String role) {}

        assertThatThrownBy(() -> Ids.of("call", new Message("user")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Message");
        assertThatThrownBy(() -> Ids.of("call", List.of("a", new Message("user"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ids.of("call", Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Computed with Python, as above, of "x", "null", "true", "0.5", "EXAM" and "[1, null]". */
    @Test
    void valuesAreHashedAsTheirTexts() {
        List<Integer> list = new ArrayList<>();
        list.add(1);
        list.add(null);

        assertThat(Ids.of("x", null, true, 0.5, Purpose.EXAM, list)).isEqualTo("add5ba8995b269fc7e8f336e301d4be0");
    }

    /** Computed with Python, as above, of "training-job", "run", "1" and "[a, b]". */
    @Test
    void aJobsIdIsWhatItAlwaysWas() {
        assertThat(TrainingJob.idOf("run", 1, List.of("a", "b"))).isEqualTo("b4c2b3cc510bfb35e6f6b4297ef624a0");
    }

    /** Computed with Python: int.from_bytes(sha256(b"abc").digest()[:8], "big", signed=True). */
    @Test
    void theSeedIsTheStartOfTheIdsHash() {
        assertThat(Ids.seed("abc")).isEqualTo(-5010229573455851542L);
    }

    @Test
    void eachSampleOfATaskIsAnAssignmentOfItsOwn() {
        assertThat(Assignment.idOf("run", 1, Purpose.EXAM, Assignee.STUDENT, "t", 0, 0))
                .isNotEqualTo(Assignment.idOf("run", 1, Purpose.EXAM, Assignee.STUDENT, "t", 1, 0))
                .isNotEqualTo(Assignment.idOf("run", 2, Purpose.EXAM, Assignee.STUDENT, "t", 0, 0))
                .isNotEqualTo(Assignment.idOf("run", 1, Purpose.PRACTICE, Assignee.STUDENT, "t", 0, 0));
    }
}
