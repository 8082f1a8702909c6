package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFileTest {

    private static final String TASK =
            "{\"id\": \"t/%d\", \"prompt\": \"p\", \"entryPoint\": \"f\", \"tests\": [\"assert f(1) == 1\"]}";

    @TempDir
    Path folder;

    @Test
    void whatMayBeLeftOutHasDefaults() {
        Task task = TaskFile.parse("t.jsonl", List.of(TASK.formatted(1))).get(0);

        assertThat(task.promptKind()).isEqualTo(PromptKind.INSTRUCTION);
        assertThat(task.publicTests()).isEmpty();
        assertThat(task.solutions()).isEmpty();
    }

    @Test
    void aBrokenLineIsNamedByItsNumber() {
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of(TASK.formatted(1), "", "{\"id\": ")))
                .isInstanceOf(TaskFileException.class)
                .hasMessageStartingWith("t.jsonl:3: ");
    }

    @Test
    void aDuplicateIdNamesBothLines() {
        assertThatThrownBy(() ->
                        TaskFile.parse("t.jsonl", List.of(TASK.formatted(1), TASK.formatted(2), TASK.formatted(1))))
                .isInstanceOf(TaskFileException.class)
                .hasMessage("t.jsonl:3: the id 't/1' is already used in line 1");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of("{\"id\": \"t/1\", \"prompt\": \"p\"}")))
                .isInstanceOf(TaskFileException.class)
                .hasMessage("t.jsonl:1: lacks \"entryPoint\"");
        assertThatThrownBy(() -> TaskFile.parse(
                        "t.jsonl", List.of("{\"id\": \"t/1\", \"prompt\": \"p\", \"entryPoint\": \"f\"}")))
                .hasMessage("t.jsonl:1: has neither \"tests\" nor \"check\" nor \"inputOutput\"");
    }

    @Test
    void aWholeProgramIsTestedByInputAndOutputUnderLimitsOfItsTask() {
        String line =
                "{\"id\": \"io/1\", \"prompt\": \"p\", \"inputOutput\": [{\"input\": \"2\\n\", \"output\": \"4\"}],"
                        + " \"limits\": {\"cpuSeconds\": 2.5, \"memoryMegabytes\": 128}}";
        Task task = TaskFile.parse("t.jsonl", List.of(line)).get(0);

        assertThat(task.inputOutput()).containsExactly(new InputOutput("2\n", "4"));
        assertThat(task.limits()).isEqualTo(new TaskLimits(2.5, null, 128, null, null, null));
        assertThat(task.entryPoint()).isNull();
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of(line.replace("128", "8"))))
                .hasMessage("t.jsonl:1: \"limits\": \"memoryMegabytes\" must be at least 64.0, is 8");
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of(line.replace("\"output\"", "\"out\""))))
                .hasMessage("t.jsonl:1: \"inputOutput\": each needs \"input\" and \"output\", one lacks \"output\"");
        assertThatThrownBy(() -> TaskFile.parse(
                        "t.jsonl",
                        List.of(line.replace("\"limits\"", "\"entryPoint\": \"f\", \"tests\": [\"f()\"], \"limits\""))))
                .hasMessage("t.jsonl:1: has \"inputOutput\" and other tests; split it into two tasks");
    }

    @Test
    void allLinesThatCannotBeReadAreNamed() {
        String broken = "{\"id\": \"t/9\", \"prompt\": \"p\", \"entryPoint\": \"f\", \"tests\": \"f()\"}";
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of(broken, TASK.formatted(1), broken, broken)))
                .isInstanceOf(TaskFileException.class)
                .hasMessage("t.jsonl:1: \"tests\" is a string; write a list of strings, as [\"f()\"]"
                        + " (2 further lines cannot be read either: 3, 4)");
    }

    @Test
    void aRowInNoKnownFormIsToldByItsFields() {
        assertThatThrownBy(() -> TaskFile.parse("t.jsonl", List.of("{\"prompt\": \"p\", \"answer\": \"a\"}")))
                .hasMessage("t.jsonl:1: is not a task in a known format; its fields are prompt, answer");
    }

    @Test
    void aMissingOrEmptyFileIsAnError() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.jsonl"));

        assertThatThrownBy(() -> TaskFile.read(empty)).hasMessage(empty + ": holds no task");
        assertThatThrownBy(() -> TaskFile.read(folder.resolve("absent.jsonl")))
                .isInstanceOf(TaskFileException.class)
                .hasMessageEndingWith("absent.jsonl: no such file");
    }

    @Test
    void mbppsEntryPointIsTheFunctionThatItsTestsCall() {
        Task task = TaskFile.parse(
                        "mbpp.jsonl",
                        List.of(
                                "{\"task_id\": 7, \"text\": \"Double it.\", \"code\": \"def aid(x):\\r\\n  return x\\r\\n"
                                        + "def main(x):\\r\\n  return aid(x) * 2\", \"test_list\": [\"assert main(1) == 2\"],"
                                        + " \"test_setup_code\": \"\", \"challenge_test_list\": []}"))
                .get(0);

        assertThat(task.id()).isEqualTo("mbpp/7");
        assertThat(task.entryPoint()).isEqualTo("main");
        assertThat(task.publicTests()).containsExactly("assert main(1) == 2");
        assertThat(task.solutions().get(0)).doesNotContain("\r");
    }

    @Test
    void aRecordedLessonOfPersdIsATaskWithTheTeachersSolutions() {
        Task task = TaskFile.parse(
                        "lessons.jsonl",
                        List.of(
                                """
                                {"task_id": 43, "instruction": "Write a function.", "header": "def f(n):", "attempt": "def f(n): pass",
                                 "error": "AssertionError", "teacher_direct": "def f(n): return n",
                                 "teacher_refinement": "def f(n):\\n    return n", "entry_point": "f", "setup": "import math",
                                 "tests": ["assert f(1) == 1"]}"""
                                        .replace("\n", " ")))
                .get(0);

        assertThat(task.id()).isEqualTo("persd/43");
        assertThat(task.prompt()).isEqualTo("Write a function.\n\nIt begins with `def f(n):`.");
        assertThat(task.entryPoint()).isEqualTo("f");
        assertThat(task.setup()).isEqualTo("import math");
        assertThat(task.tests()).containsExactly("assert f(1) == 1");
        assertThat(task.solutions()).containsExactly("def f(n):\n    return n", "def f(n): return n");
    }

    @Test
    void publishedFilesAreReadAsTheyAre() {
        Path data = Path.of(System.getProperty("preceptor.shared", ""), "data");
        Assumptions.assumeTrue(
                Files.isDirectory(data),
                "needs HumanEval.jsonl, mbpp.jsonl and persd-recorded-lessons.jsonl in the folder data of -Dpreceptor.shared");

        List<Task> humanEval = TaskFile.read(data.resolve("HumanEval.jsonl"));
        List<Task> mbpp = TaskFile.read(data.resolve("mbpp.jsonl"));
        List<Task> lessons = TaskFile.read(data.resolve("persd-recorded-lessons.jsonl"));

        assertThat(humanEval).hasSize(164).allMatch(task -> task.promptKind() == PromptKind.COMPLETION);
        assertThat(humanEval.get(0).check()).contains("def check(candidate)");
        assertThat(mbpp).hasSize(974).allMatch(task -> task.promptKind() == PromptKind.INSTRUCTION);
        assertThat(lessons).hasSize(1121).allMatch(task -> task.solutions().size() == 2);
    }
}
