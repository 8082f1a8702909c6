package dev.preceptor.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.languagemodel.ComputeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingOptionsTest {

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "float32, FLOAT32", "bfloat16, BFLOAT16", "fastest, FASTEST"})
    void matrixProductsAreComputedInTheDtypeOfTheSpecification(String dtype, ComputeType type) {
        TrainingSpecification training =
                TrainingSpecificationBuilder.builder().dtype(dtype).build();

        assertThat(TrainingOptions.of(training).computeType()).isEqualTo(type);
    }

    @Test
    void withoutOneTheMachineChooses() {
        assertThat(TrainingOptions.of(TrainingSpecification.DEFAULT).computeType())
                .isEqualTo(ComputeType.AUTO);
    }
}
