package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRequestReaderTest {

    private static final String SPECIFICATION = "{\"student\": {\"model\": \"tiny\"},"
            + " \"teacher\": {\"backend\": \"reference\"},"
            + " \"tasks\": {\"practice\": \"p.jsonl\", \"exam\": \"e.jsonl\"}}";
    private static final String TASK =
            "{\"id\": \"a\", \"prompt\": \"Write f.\", \"entryPoint\": \"f\", \"tests\": [\"assert f()\"]}";

    @Test
    void readsAWholeRequest() {
        RunRequestReader.Requested request = RunRequestReader.read(body(SPECIFICATION, TASK, TASK));

        assertThat(request.specification().name()).isEqualTo("run");
        assertThat(request.practice()).hasSize(1);
        assertThat(request.exam().get(0).entryPoint()).isEqualTo("f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                          | the body is no JSON object",
                "{\"specification\": {                     | the body is no JSON: Unexpected end-of-input",
                "[]                                        | the body is no JSON object",
                "{}                                        | a specification is a mapping",
                "{\"specification\": {\"student\": {}}}    | student.model: is required"
            })
    void saysInOneLineWhatIsWrongWithABody(String body, String problem) {
        assertProblem(body, problem);
    }

    @Test
    void takesAMisspeltSettingForAnError() {
        String misspelt = SPECIFICATION.replaceFirst("\\{", "{\"methd\": \"persd\", ");

        assertProblem(body(misspelt, TASK, TASK), "methd: unknown key; known: exam, method, name");
    }

    @Test
    void saysInOneLineWhatIsWrongWithTasks() {
        assertProblem("{\"specification\": " + SPECIFICATION + "}", "practice: is a list of at least one task");
        assertProblem(body(SPECIFICATION, "", TASK), "practice: is a list of at least one task");
        assertProblem(body(SPECIFICATION, TASK, "{\"id\": \"b\", \"prompt\": \"x\"}"), "exam[0]: lacks \"entryPoint\"");
        assertProblem(body(SPECIFICATION, TASK + "," + TASK, TASK), "practice[1]: the id 'a' is that of practice[0]");
        assertProblem(body(SPECIFICATION, "7", TASK), "practice[0]: ");
        assertProblem(body(SPECIFICATION, "null", TASK), "practice[0]: is not a task");
    }

    private static void assertProblem(String body, String problem) {
        assertThatThrownBy(() -> RunRequestReader.read(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem)
                .message()
                .hasLineCount(1);
    }

    private static String body(String specification, String practice, String exam) {
        return "{\"specification\": " + specification + ", \"practice\": [" + practice + "], \"exam\": [" + exam + "]}";
    }
}
