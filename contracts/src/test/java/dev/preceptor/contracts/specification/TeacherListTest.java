package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeacherListTest {

    private static final String REST =
            "'student': {'model': 'm'}, 'tasks': {'practice': 'p', 'exam': 'e'}, 'method': 'persd'";
    private static final String MODEL = "'backend': 'openai', 'baseUrl': 'http://s/v1', 'model': 'big',"
            + " 'pricePerMillionTokens': {'prompt': 1, 'completion': 2}";
    private static final String FREE = MODEL.replace("'prompt': 1, 'completion': 2", "'prompt': 0, 'completion': 0");

    @Test
    void theRungsKeepTheirOrderAndTheirBudgetsUnderThatOfTheRun() throws Exception {
        RunSpecification specification = read("'budgetUsd': 2, 'purse': 'june', 'teachers': [{'backend': 'student'}, {"
                + MODEL + ", 'name': 'small', 'budgetUsd': 0.5, 'attempts': 2}, {" + MODEL
                + "}, {'backend': 'reference'}]");

        assertThat(specification.ladder().rungs())
                .extracting(TeacherSpecification::name, TeacherSpecification::budgetUsd)
                .containsExactly(
                        tuple("student", 0.0), tuple("small", 0.5), tuple("big", null), tuple("reference", 0.0));
        assertThat(specification.teacher().budgetUsd()).isEqualTo(2);
        assertThat(specification.teacher().purse()).isEqualTo("june");
        assertThat(specification.ladder().label()).isEqualTo("student -> small -> big -> reference");
        assertThat(Json.mapper().treeToValue(Json.mapper().valueToTree(specification), RunSpecification.class))
                .isEqualTo(specification);
    }

    @Test
    void aListOfOneIsTheSameAsOneTeacher() throws Exception {
        RunSpecification one = read("'teacher': {" + MODEL + ", 'budgetUsd': 2, 'purse': 'june'}");

        assertThat(read("'budgetUsd': 2, 'purse': 'june', 'teachers': [{" + MODEL + "}]"))
                .isEqualTo(one);
        assertThat(read("'budgetUsd': 5, 'purse': 'june', 'teachers': [{" + MODEL + ", 'name': 'x', 'budgetUsd': 2}]"))
                .isEqualTo(one);
        assertThat(one.teachers()).isNull();
    }

    @Test
    void mendingByRulesIsARungBeforeTheTeacher() throws Exception {
        RunSpecification mending =
                read("'teacher': {" + MODEL + ", 'budgetUsd': 2, 'purse': 'june', 'attempts': 2, 'mend': true}");

        assertThat(mending)
                .isEqualTo(read("'budgetUsd': 2, 'purse': 'june', 'teachers': [{'backend': 'rule'}, {" + MODEL
                        + ", 'attempts': 2}]"));
        assertThat(mending.ladder().label()).isEqualTo("rule -> big");
        assertThat(read("'teacher': {" + MODEL + ", 'budgetUsd': 2, 'mend': false}"))
                .isEqualTo(read("'teacher': {" + MODEL + ", 'budgetUsd': 2}"));
        assertThat(read("'teacher': {'backend': 'reference', 'mend': true}")
                        .ladder()
                        .label())
                .isEqualTo("rule -> reference");
    }

    @Test
    void aTeacherThatInventsTasksIsTheSameWithAndWithoutRules() throws Exception {
        JsonNode teacher = Json.mapper().readTree(("{" + MODEL + ", 'budgetUsd': 2, 'mend': true}").replace('\'', '"'));

        assertThat(SpecificationReader.readTeacher(teacher))
                .isEqualTo(read("'teacher': {" + MODEL + ", 'budgetUsd': 2}").teacher());
        assertThat(teacher.has("mend")).isTrue();
    }

    @Test
    void mendingIsOnOrOffAndNeedsATeacher() {
        assertThatThrownBy(() -> read("'teacher': {" + MODEL + ", 'budgetUsd': 2, 'mend': 'often'}"))
                .hasMessageContaining("teacher.mend", "is not true or false");
        assertThatThrownBy(() -> read("'teacher': {" + MODEL + ", 'mend': true}"))
                .hasMessageContaining("teacher.budgetUsd");
        assertThatThrownBy(() -> read("'teacher': {'backend': 'rule'}"))
                .hasMessageContaining("needs a teacher after it");
        assertThatThrownBy(() -> read("'budgetUsd': 2, 'teachers': [{" + MODEL + "}, {'backend': 'rule'}]"))
                .hasMessageContaining("rule costs nothing, so it must be the first rung, or follow student");
    }

    @Test
    void theLastModelOfTheLadderInventsTasks() throws Exception {
        RunSpecification specification = read("'budgetUsd': 2, 'purse': 'june', 'teachers': [{" + MODEL
                + ", 'name': 'a'}, {" + MODEL.replace("big", "bigger") + "}, {'backend': 'reference'}]");

        assertThat(specification.inventor().model()).isEqualTo("bigger");
        assertThat(specification.inventor().purse()).isEqualTo("june");
        assertThat(specification.inventor().budgetUsd()).isEqualTo(2);
    }

    @Test
    void otherTermsAndGreaterBudgetsOfARepeatedRequestHoldForEachRung() throws Exception {
        String list = "'teachers': [{" + MODEL + ", 'name': 'a', 'budgetUsd': 1}, {" + MODEL
                + ", 'name': 'b', 'budgetUsd': 1}]";
        RunSpecification first = read("'budgetUsd': 2, " + list);
        RunSpecification asked = read("'budgetUsd': 3, "
                + list.replace("http://s/v1", "http://t/v1").replaceFirst("'budgetUsd': 1", "'budgetUsd': 0.5"));

        RunSpecification both = first.onTermsOf(asked).fundedBy(asked);

        assertThat(both.ladder().rungs())
                .extracting(TeacherSpecification::baseUrl, TeacherSpecification::budgetUsd)
                .containsExactly(tuple("http://t/v1", 1.0), tuple("http://t/v1", 1.0));
        assertThat(both.teacher().budgetUsd()).isEqualTo(3);
        assertThat(both.fundsUsd()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'teachers': []                                                  | teachers: is empty; list at least one teacher",
                "'teachers': {'backend': 'reference'}                            | teachers: is not a list; for one teacher write teacher",
                "'teacher': {'backend': 'reference'}, 'teachers': []             | teachers: excludes teacher:",
                "'teacher': {'backend': 'reference'}, 'budgetUsd': 1             | budgetUsd: belongs to a list of teachers; write teacher.budgetUsd",
                "'teacher': {'backend': 'reference'}, 'purse': 'p'               | purse: belongs to a list of teachers; write teacher.purse",
                "'teacher': {'backend': 'reference', 'name': 'x'}                | teacher.name: is for a list of teachers",
                "'teachers': [{MODEL}]                                           | budgetUsd: is required with teachers",
                "'teachers': [{MODEL}], 'budgetUsd': 'much'                      | budgetUsd: is not a number",
                "'teachers': [{MODEL}], 'budgetUsd': -1                          | budgetUsd: must be at least 0, is -1",
                "'teachers': [{MODEL}], 'budgetUsd': 1, 'purse': 'a b'           | purse: 'a b' is not 1 to 80 letters",
                "'teachers': [{MODEL}, {MODEL}], 'budgetUsd': 1                  | teachers[1].name: 'big' is also an earlier rung",
                "'teachers': [{MODEL, 'budgetUsd': 2}], 'budgetUsd': 1           | teachers[0].budgetUsd: is 2.0, more than the run's budgetUsd, 1.0",
                "'teachers': [{MODEL, 'purse': 'p'}], 'budgetUsd': 1             | teachers[0].purse: all teachers of a run have one purse",
                "'teachers': [{'backend': 'reference'}, {'backend': 'student'}]  | teachers[1].backend: student costs nothing, so it must be the first rung",
                "'teachers': [{'backend': 'reference'}, {FREE}], 'budgetUsd': 1  | teachers[1]: costs nothing and comes after the reference teacher",
                "'teachers': [{'backend': 'none'}]                               | teachers[0].backend: none is not a teacher",
                "'teachers': [{MODEL}, {'backend': 'opnai'}], 'budgetUsd': 1     | teachers[1].backend: 'opnai' is unknown",
                "'teachers': [{MODEL, 'modl': 1}], 'budgetUsd': 1                | teachers[0].modl: unknown key",
                "'teachers': [{MODEL, 'name': ' '}], 'budgetUsd': 1              | teachers[0].name: is not 1 to 80 characters",
                "'teachers': [7]                                                 | teachers[0]: must be a mapping, is 7",
                "'teachers': [{'backend': 'student'}, {MODEL}], 'budgetUsd': 1, 'method': 'inpd' | teachers[0].backend: student corrects its own attempt",
            })
    void badInputIsToldInWords(String settings, String problem) {
        String written = settings.replace("MODEL", MODEL).replace("FREE", FREE);

        assertThatThrownBy(() -> read(written))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void aPaidTeacherMayFollowTheReferenceTeacherWhichHasNoAnswerWithoutASolution() throws Exception {
        assertThat(read("'budgetUsd': 1, 'teachers': [{'backend': 'reference'}, {" + MODEL + "}]")
                        .ladder()
                        .label())
                .isEqualTo("reference -> big");
    }

    @Test
    void anErrorOfATeacherIsReportedAtItsLine() {
        SpecificationText text = SpecificationText.of(
                """
                student: {model: m}
                tasks: {practice: p, exam: e}
                budgetUsd: 1
                teachers:
                  - backend: student
                  - backend: openai
                    maxTokens: 0
                """);

        assertThat(text.problems(text.tree())).anySatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(7);
            assertThat(problem.path()).isEqualTo("teachers[1].maxTokens");
        });
        assertThat(text.lineOf("teachers[1]")).isEqualTo(6);
        assertThat(text.lineOf("teachers[1].apiKeyEnv")).isEqualTo(6);
    }

    private static RunSpecification read(String settings) throws JsonProcessingException {
        String rest = settings.contains("'method'") ? REST.replace(", 'method': 'persd'", "") : REST;
        JsonNode tree = Json.mapper().readTree(("{" + settings + ", " + rest + "}").replace('\'', '"'));
        return SpecificationReader.read(tree);
    }
}
