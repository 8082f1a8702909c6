package dev.preceptor.executor.judge;

import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The tests that a program is judged by.
 *
 * @param entryPoint the function that the program must define; null where there is none
 * @param setup code that runs before the program and before the tests; empty where there is none
 * @param tests statements that raise an error if the program is wrong, in the order of execution
 * @param check a program that defines {@code check(candidate)}; null where there is none
 * @param promptCode code of the task whose functions the tests may use instead of the program's; null where there is none
 * @param inputOutput inputs, and what the program, run as a script, must print for each; empty where there are other tests
 * @param comparison how outputs are compared with the expected ones
 * @param limits the task's own limits; null where it has none
 */
public record TestSuite(
        String entryPoint,
        String setup,
        List<Test> tests,
        String check,
        String promptCode,
        List<InputOutput> inputOutput,
        OutputComparison comparison,
        TaskLimits limits) {

    /**
     * One test.
     *
     * @param isPublic whether the student may see it and its outcome
     */
    public record Test(String text, boolean isPublic) {}

    public TestSuite {
        setup = Objects.requireNonNullElse(setup, "");
        comparison = Objects.requireNonNullElse(comparison, OutputComparison.EXACT);
        tests = List.copyOf(tests);
        inputOutput = List.copyOf(inputOutput);
    }

    /** Tests that call a function, with the sandbox's default limits. */
    public TestSuite(String entryPoint, String setup, List<Test> tests, String check, String promptCode) {
        this(entryPoint, setup, tests, check, promptCode, List.of(), null, null);
    }

    /** The tests of a task, the public ones first; a test that is listed twice is run once. */
    public static TestSuite of(Task task) {
        Map<String, Test> tests = new LinkedHashMap<>();
        task.publicTests().forEach(text -> tests.putIfAbsent(text.strip(), new Test(text.strip(), true)));
        task.tests().forEach(text -> tests.putIfAbsent(text.strip(), new Test(text.strip(), false)));
        String promptCode = task.promptKind() == PromptKind.COMPLETION ? task.prompt() : null;
        String check = task.check() == null || task.check().isBlank() ? null : task.check();
        return new TestSuite(
                task.entryPoint(),
                task.setup(),
                new ArrayList<>(tests.values()),
                check,
                promptCode,
                task.inputOutput(),
                task.comparison(),
                task.limits());
    }
}
