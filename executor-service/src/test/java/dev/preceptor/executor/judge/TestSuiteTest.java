package dev.preceptor.executor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestSuiteTest {

    @Test
    void publicTestsComeFirstAndNoneTwice() {
        Task task = task(PromptKind.INSTRUCTION, List.of("assert f(1) == 1", "assert f(2) == 2"), null);

        TestSuite suite = TestSuite.of(task);

        assertThat(suite.tests())
                .containsExactly(
                        new TestSuite.Test("assert f(2) == 2", true), new TestSuite.Test("assert f(1) == 1", false));
        assertThat(suite.entryPoint()).isEqualTo("f");
        assertThat(suite.setup()).isEmpty();
        assertThat(suite.promptCode()).isNull();
    }

    @Test
    void onlyAPromptThatIsCodeBringsItsFunctionsAlong() {
        TestSuite suite = TestSuite.of(task(PromptKind.COMPLETION, List.of(), "def check(candidate): pass"));

        assertThat(suite.promptCode()).isEqualTo("the prompt");
        assertThat(suite.check()).isEqualTo("def check(candidate): pass");
    }

    @Test
    void noTestIsLeftOut() {
        List<String> tests = IntStream.range(10, 12_010)
                .mapToObj(i -> "assert f(%d)".formatted(i))
                .toList();

        assertThat(TestSuite.of(task(PromptKind.INSTRUCTION, tests, null)).tests())
                .hasSize(12_001)
                .first()
                .isEqualTo(new TestSuite.Test("assert f(2) == 2", true));
    }

    private static Task task(PromptKind kind, List<String> tests, String check) {
        return TaskBuilder.builder()
                .id("t")
                .prompt("the prompt")
                .promptKind(kind)
                .entryPoint("f")
                .tests(tests)
                .publicTests(List.of(" assert f(2) == 2\n"))
                .check(check)
                .build();
    }
}
