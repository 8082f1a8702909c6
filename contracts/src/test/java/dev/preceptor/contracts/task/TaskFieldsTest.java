package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFieldsTest {

    private static Task read(String more) {
        return TaskFile.parse(
                        "t.jsonl", List.of("{\"id\": \"a/1\", \"prompt\": \"p\", \"entryPoint\": \"f\", " + more + "}"))
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "tests": "assert f(2)==4"            | "tests" is a string; write a list of strings, as ["assert f(2)==4"]
                    "tests": [null, "assert f(2)==4"]    | "tests[0]" is null; write a string
                    "tests": ["assert f()", 5]           | "tests[1]" is a number; write a string
                    "tests": {"a": 1}                    | "tests" is an object; write a list of strings
                    "tests": ["f()"], "solutions": "x"   | "solutions" is a string; write a list of strings, as ["x"]
                    "tests": ["f()"], "setup": ["x"]     | "setup" is a list; write a string
                    "tests": ["f()"], "promptKind": "c"  | "promptKind" is "c"; write "instruction" or "completion"
                    "inputOutput": {"inputs": ["1"], "outputs": ["2"]} | "inputOutput" is an object; write a list of objects, as [{"input": "1", "output": "2"}]
                    "inputOutput": ["1"]                 | "inputOutput[0]" is a string; write an object, as [{"input": "2\\n", "output": "4\\n"}]
                    "inputOutput": [{"input": 1, "output": "2"}] | "inputOutput[0]": "input" is a number; write a string, as "1"
                    "tests": ["f()"], "limits": {"cpu_seconds": 5} | "limits": "cpu_seconds" is unknown; known: cpuSeconds, fileKilobytes
                    "tests": ["f()"], "limits": {"cpuSeconds": "5"} | "limits": "cpuSeconds" is a string; write a number
                    "tests": ["f()"], "limits": {"threads": 1.5} | "limits": "threads" is a number; write a whole number
                    "tests": ["f()"], "limits": 5        | "limits" is a number; write an object, as {"cpuSeconds": 5}
                    "check": ["x"]                       | "check" is a list; write a string
                    "inputOutput": [{"input": "1", "output": ["2", 3]}] | "inputOutput[0]": "output[1]" is a number; write a string
                    "inputOutput": [{"input": "1", "output": []}] | "inputOutput": each needs "input" and "output", one lacks "output"
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": "tokens" | "comparison" is a string; write an object, as {"kind": "floats", "absolute": 1e-6}
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "words"} | "comparison": "kind" is "words"; write one of exact, tokens, floats, numbers, program
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"absolute": 1} | "comparison": lacks "kind"
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "floats", "tolerance": 1} | "comparison": "tolerance" is unknown; known: absolute, kind, program, relative
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "floats", "absolute": -1} | "comparison": "absolute" must be a number of at least 0, is -1.0
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "tokens", "relative": 1} | "comparison": only the kind "floats" has the tolerances
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "program"} | "comparison": the kind "program", and only this, needs "program"
                    "inputOutput": [{"input": "1", "output": "2"}], "comparison": {"kind": "exact", "program": "x"} | "comparison": the kind "program", and only this, needs "program"
                    "tests": ["f()"], "comparison": {"kind": "tokens"} | has a "comparison" of outputs, but no "inputOutput"
                    """)
    void aWrongFieldIsNamedWithWhatToWriteInstead(String field, String problem) {
        assertThatThrownBy(() -> read(field))
                .isInstanceOf(TaskFileException.class)
                .hasMessageStartingWith("t.jsonl:1: " + problem)
                .hasMessageNotContainingAny("java", "jackson", "constructor", "deserialize");
    }

    @Test
    void fieldsThatAreNotOursMayHoldAnything() {
        Task task = read("\"tests\": [\"f()\"], \"score\": NaN, \"limits\": null, \"tags\": {\"a\": []}");

        assertThat(task.tests()).containsExactly("f()");
        assertThat(task.limits()).isNull();
    }

    @Test
    void severalOutputsAndAComparisonAreReadAndWrittenAsTheyAre() throws Exception {
        Task task = read(
                "\"inputOutput\": [{\"input\": \"1\", \"output\": \"2\"}, {\"input\": \"3\", \"output\": [\"4\", \"5\"]}],"
                        + " \"comparison\": {\"kind\": \"floats\", \"relative\": 0.01}");

        assertThat(task.inputOutput())
                .containsExactly(new InputOutput("1", "2"), new InputOutput("3", List.of("4", "5")));
        assertThat(task.comparison()).isEqualTo(OutputComparison.floats(0, 0.01));
        JsonNode written = Json.mapper().readTree(Json.mapper().writeValueAsString(task));
        assertThat(written.at("/inputOutput/0/output").asText()).isEqualTo("2");
        assertThat(written.at("/inputOutput/1/output")).hasSize(2);
        assertThat(written.at("/comparison/kind").asText()).isEqualTo("floats");
        assertThat(Json.mapper().treeToValue(written, Task.class)).isEqualTo(task);
    }

    @Test
    void theDefaultToleranceIsBothAbsoluteAndRelative() {
        assertThat(OutputComparison.of(OutputComparison.Kind.FLOATS)).isEqualTo(OutputComparison.floats(1e-6, 1e-6));
    }

    @Test
    void aNumberIsAnId() {
        Task task = TaskFile.parse(
                        "t.jsonl",
                        List.of("{\"id\": 7, \"prompt\": \"p\", \"entryPoint\": \"f\", \"tests\": [\"f()\"]}"))
                .get(0);

        assertThat(task.id()).isEqualTo("7");
    }
}
