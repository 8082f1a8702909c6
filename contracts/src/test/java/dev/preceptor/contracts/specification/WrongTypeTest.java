package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "training: {epochs: three}         | training.epochs: must be a whole number, is 'three'",
                "training: {epochs: 1.5}           | training.epochs: must be a whole number, is 1.5",
                "training: {epochs: 1000000000000} | training.epochs: must be a whole number of at most 2147483647, is 1000000000000",
                "seed: 1180591620717411303424      | seed: must be a whole number of at most 9223372036854775807, is 1180591620717411303424",
                "training: {learningRate: [1]}     | training.learningRate: must be a number, is a list",
                "training: [1]                     | training: must be a mapping, is a list",
                "exam: {baseline: perhaps}         | exam.baseline: must be true or false, is 'perhaps'",
                "exam: {k: 5}                      | exam.k: must be a list, is 5",
                "name: {a: b}                      | name: must be a text, is a mapping",
                "student: {model: m, date: tomorrow} | student.date: must be a date such as 2026-11-29, is 'tomorrow'"
            })
    void theExpectedTypeAndTheValueAreNamed(String setting, String message) {
        ObjectNode tree = SpecificationText.of(
                        """
                        student: {model: m}
                        teacher: {backend: reference}
                        tasks: {practice: p, exam: e}
                        """)
                .tree();
        tree.setAll(SpecificationText.of(setting).written());

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessage(message);
    }
}
