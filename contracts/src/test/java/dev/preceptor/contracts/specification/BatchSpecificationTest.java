package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSpecificationTest {

    private static TeacherSpecification teacher(String batch) throws JsonProcessingException {
        return SpecificationReader.readTeacher(Json.mapper()
                .readTree(
                        """
                {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "m", "budgetUsd": 1,
                 "pricePerMillionTokens": {"prompt": 0.3, "completion": 1.2, "cached": 0.1}, "batch": %s}
                """
                                .formatted(batch)));
    }

    @Test
    void theDefaultsAreHalfThePriceAndTenThousandRequestsInFiveMinutes() throws JsonProcessingException {
        TeacherSpecification teacher = teacher("{}");

        assertThat(teacher.batch()).isEqualTo(BatchSpecification.defaults());
        assertThat(teacher.batch().most()).isEqualTo(10_000);
        assertThat(teacher.batch().waitTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(teacher.batch().thenLive()).isFalse();
        assertThat(teacher.pricesPaid()).isEqualTo(new TokenPrices(0.15, 0.6, 0.05));
        assertThat(teacher("null").pricesPaid()).isEqualTo(new TokenPrices(0.3, 1.2, 0.1));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws JsonProcessingException {
        TeacherSpecification teacher = teacher(
                "{\"most\": 5, \"wait\": \"2h\", \"poll\": \"10s\", \"pricePerMillionTokens\": {\"prompt\": 1, \"completion\": 2}}");

        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(teacher), TeacherSpecification.class))
                .isEqualTo(teacher);
        assertThat(teacher.batch().waitTime()).isEqualTo(Duration.ofHours(2));
        assertThat(teacher.pricesPaid()).isEqualTo(new TokenPrices(1, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"wait\": \"soon\"}', teacher.batch.wait",
        "'{\"poll\": \"0s\"}', teacher.batch.poll",
        "'{\"most\": 50001}', teacher.batch.most",
        "'{\"then\": \"never\"}', teacher.batch.then",
        "'{\"priceFactor\": 1.5}', teacher.batch.priceFactor",
        "'{\"priceFactor\": 0.5, \"pricePerMillionTokens\": {\"prompt\": 1, \"completion\": 2}}', teacher.batch.priceFactor"
    })
    void aMistakeIsToldWithItsSetting(String batch, String setting) {
        assertThatThrownBy(() -> teacher(batch))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(setting);
    }

    @Test
    void aTeacherWithoutAServerTakesNoBatches() {
        assertThatThrownBy(() -> SpecificationReader.readTeacher(
                        Json.mapper().readTree("{\"backend\": \"reference\", \"batch\": {}}")))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("teacher.batch");
    }
}
