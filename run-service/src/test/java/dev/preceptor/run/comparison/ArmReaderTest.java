package dev.preceptor.run.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.api.InvalidRequestException;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmReaderTest {

    @Test
    void armsAreReadInOrderAndOnce() throws IOException {
        assertThat(ArmReader.read(
                        json(
                                """
                        [{"method": "persd", "fraction": 0.33}, {"method": "stand"}, {"fraction": 0.33, "method": "persd"}]
                        """),
                        0.5))
                .containsExactly(new Arm(Method.PERSD, 0.33), new Arm(Method.STAND, 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "null; arms: is a list of at least one arm",
                "[]; arms: is a list of at least one arm",
                "{}; arms: is a list of at least one arm",
                "[1]; arms[0]: is not an arm but a number",
                "[{\"method\": \"stand\"}, {\"method\": \"sft\"}]; arms[1].method: unknown method 'sft'; known: stand, inpd",
                "[{\"fraction\": 1}]; arms[0]: lacks \"method\"",
                "[{\"method\": 1}]; arms[0]: \"method\" is a number; write a string",
                "[{\"method\": \"stand\", \"fraction\": 0}]; arms[0].fraction: is 0.0",
                "[{\"method\": \"stand\", \"fraction\": 1.5}]; arms[0].fraction: is 1.5",
                "[{\"method\": \"stand\", \"fraction\": NaN}]; arms[0].fraction: is NaN",
                "[{\"method\": \"stand\", \"fraction\": \"1\"}]; arms[0]: \"fraction\" is a string; write a number",
                "[{\"method\": \"persd\", \"name\": \"a\"}]; arms[0]: name and teachers belong together",
                "[{\"method\": \"persd\", \"teachers\": []}]; arms[0]: name and teachers belong together",
                "[{\"method\": \"persd\", \"name\": \"a b\", \"teachers\": []}]; arms[0].name: 'a b' is not 1 to 32",
                "[{\"method\": \"persd\", \"name\": \"a\", \"teachers\": []}, {\"method\": \"persd\", \"name\": \"a\", \"teachers\": [1]}]; arms: two arms with different teachers are named 'persd-a'",
                "[{\"method\": \"stand\", \"share\": 1}]; arms[0]: \"share\" is unknown; known: fraction, method",
            })
    void whatIsNoArmIsRefusedByItsField(String arms, String problem) throws IOException {
        JsonNode node = arms.equals("null") ? null : json(arms);

        assertThatThrownBy(() -> ArmReader.read(node, 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void theNumberOfArmsHasALimit() {
        JsonNode many = Json.mapper().valueToTree(Collections.nCopies(101, new Arm(Method.STAND, 1)));

        assertThatThrownBy(() -> ArmReader.read(many, 1)).hasMessage("arms: has 101 arms, more than 100");
    }

    private static JsonNode json(String text) throws IOException {
        return Json.mapper()
                .reader()
                .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .readTree(text);
    }
}
