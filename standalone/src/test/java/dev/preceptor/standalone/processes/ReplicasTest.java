package dev.preceptor.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {

    @Test
    void thereIsOneOfEachUnlessToldOtherwise() {
        assertThat(Replicas.of(null).counts().values()).hasSize(6).containsOnly(1);

        Replicas some = Replicas.of("executor=2, teacher=3,student=0");

        assertThat(some.count(Service.EXECUTOR)).isEqualTo(2);
        assertThat(some.count(Service.TEACHER)).isEqualTo(3);
        assertThat(some.count(Service.STUDENT)).isZero();
        assertThat(some.count(Service.EVAL)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "executor | 'executor' is not like executor=2",
                "executor=-1 | 'executor=-1' is not like executor=2",
                "judge=2 | there is no 'judge'; there are run, student",
                "executor=65 | of executor there can be 64 at most"
            })
    void whatCannotBeUsedIsNamed(String text, String problem) {
        assertThatThrownBy(() -> Replicas.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
