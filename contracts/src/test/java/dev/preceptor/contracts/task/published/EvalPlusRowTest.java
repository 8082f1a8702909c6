package dev.preceptor.contracts.task.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.task.PlusTests;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalPlusRowTest {

    private static final String ROW =
            """
            {"task_id": "HumanEval/x", "prompt": "def twice(n):\\n", "entry_point": "twice", "canonical_solution": \
            "    return 2 * n\\n", "test": "def check(candidate):\\n    pass\\n", "contract": "", "base_input": [[3]], \
            "plus_input": [[Infinity], [1e-06], [123456789012345678901234567890]], "atol": 1e-06}""";

    @TempDir
    Path folder;

    @Test
    void isReadAsEvalPlusNotAsHumanEvalWhoseFieldsItHasToo() {
        Task task = TaskFile.parse("t.jsonl", List.of(ROW)).get(0);

        assertThat(PlusTests.areIn(task)).isTrue();
        assertThat(task.promptKind()).isEqualTo(PromptKind.COMPLETION);
        assertThat(task.solutions()).containsExactly("def twice(n):\n    return 2 * n\n");
    }

    @Test
    void inputsReachPythonAsTheyAre() {
        Task task = TaskFile.parse("t.jsonl", List.of(ROW)).get(0);

        assertThat(task.check())
                .contains("BASE = json.loads(\"[[3]]\")\n")
                .contains("PLUS = json.loads(\"[[Infinity],[1.0E-6],[123456789012345678901234567890]]\")\n")
                .contains("TOLERANCE = 1.0E-6\n");
    }

    @Test
    void aPackedFileIsUnpacked() throws IOException {
        Path file = folder.resolve("t.jsonl.gz");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
            packed.write((ROW + "\n").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(TaskFile.read(file)).extracting(Task::id).containsExactly("HumanEval/x");
    }

    @Test
    void theFirstOutcomeIsTheBaseTests() {
        CaseResult passed = new CaseResult("t", false, true, null, null, null, null);
        CaseResult failed = new CaseResult("t", false, false, null, null, null, null);

        assertThat(PlusTests.basePassed(List.of(passed, failed))).isTrue();
        assertThat(PlusTests.basePassed(List.of(failed))).isFalse();
        assertThat(PlusTests.basePassed(List.of())).isFalse();
    }
}
