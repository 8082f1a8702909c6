package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberCheckTest {

    private static final String RUN =
            """
            student: {model: m}
            teacher: {backend: openai, baseUrl: "http://localhost:1/v1", model: t, budgetUsd: 1, pricePerMillionTokens: {prompt: 1, completion: 2}}
            tasks: {practice: p, exam: e}
            """;

    @ParameterizedTest
    @CsvSource({
        "training, learningRate, 1e400",
        "training, maxGradNorm, Infinity",
        "practice, temperature, INF",
        "exam, temperature, 1e999",
        "teacher, budgetUsd, Infinity"
    })
    void infinityIsNoNumber(String section, String setting, String infinity) {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        ObjectNode value = SpecificationText.of("value: " + infinity).written();
        tree.withObject("/" + section).set(setting, value.get("value"));

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage(section + "." + setting + ": must be a finite number, is Infinity");
    }

    @Test
    void anInfiniteBudgetOfATeacherAloneIsRefusedToo() {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        ObjectNode teacher = (ObjectNode) tree.get("teacher");
        teacher.put("budgetUsd", "Infinity");

        assertThatThrownBy(() -> SpecificationReader.readTeacher(teacher))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage("teacher.budgetUsd: must be a finite number, is Infinity");
    }

    @ParameterizedTest
    @CsvSource({"practice", "exam"})
    void noTokenCanBeTakenFromAProbabilityMassOfZero(String section) {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        tree.withObject("/" + section).put("topP", 0);

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage(section + ".topP: must be above 0 and at most 1, is 0");
    }

    @Test
    void anExamHasAtLeastOneK() {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        tree.withObject("/exam").putArray("k");

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage("exam.k: is empty; list at least one, such as [1]");
    }

    @Test
    void aLearningRateOfZeroTeachesNothing() {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        tree.withObject("/training").put("learningRate", 0);

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage("training.learningRate: must be above 0, is 0");
    }

    @Test
    void aStoredSpecificationThatWasAcceptedEarlierStaysReadable() throws JsonProcessingException {
        ObjectNode tree = SpecificationText.of(RUN).tree();
        tree.withObject("/practice").put("topP", 0);

        assertThat(Json.mapper()
                        .treeToValue(tree, RunSpecification.class)
                        .practice()
                        .topP())
                .isZero();
    }
}
