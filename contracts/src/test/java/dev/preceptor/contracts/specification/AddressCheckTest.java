package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressCheckTest {

    private static final String RUN =
            """
            student: {model: m}
            teacher: {backend: openai, baseUrl: "%s", model: t, budgetUsd: 1, pricePerMillionTokens: {prompt: 1, completion: 2}}
            tasks: {practice: p, exam: e}
            """;

    private static final String LADDER =
            """
            student: {model: m}
            budgetUsd: 1
            teachers:
              - {backend: student}
              - {backend: openai, baseUrl: "localhost:9000/v1", model: t, pricePerMillionTokens: {prompt: 1, completion: 2}}
            tasks: {practice: p, exam: e}
            method: persd
            """;

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9000/v1", "ftp://localhost/v1", "http:///v1", "http://local host/v1"})
    void anAddressThatCannotBeCalledIsRefused(String url) {
        assertThatThrownBy(() -> SpecificationReader.read(
                        SpecificationText.of(RUN.formatted(url)).tree()))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage("teacher.baseUrl: '" + url + "' is no http or https URL, such as http://localhost:9000/v1");
    }

    @Test
    void aPasswordInAnAddressIsNotRepeated() {
        assertThatThrownBy(() -> SpecificationReader.read(SpecificationText.of(RUN.formatted("user:secret@host/v1"))
                        .tree()))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage("teacher.baseUrl: is no http or https URL, such as http://localhost:9000/v1");
    }

    @Test
    void theRungOfALadderIsNamed() {
        assertThatThrownBy(() ->
                        SpecificationReader.read(SpecificationText.of(LADDER).tree()))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageStartingWith("teachers[1].baseUrl: 'localhost:9000/v1' is no http or https URL");
    }

    @Test
    void anAddressOfAServerIsTaken() {
        String url = "https://gateway.example/openai/v1";

        RunSpecification run = SpecificationReader.read(
                SpecificationText.of(RUN.formatted(url)).tree());

        assertThat(run.teacher().baseUrl()).isEqualTo(url);
    }
}
