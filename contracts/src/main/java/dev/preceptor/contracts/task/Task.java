package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Objects;

/**
 * A programming task with its tests.
 *
 * @param entryPoint the function that the program must define; may be null if the program is tested by input and output
 * @param setup code that runs before the submission and before the tests; may be null
 * @param tests statements that raise an exception if the code is wrong; empty if there is a check
 * @param publicTests tests that the student may see; they are also run
 * @param check a program that defines {@code check(candidate)}; null if there are tests
 * @param solutions known solutions, whole programs
 * @param inputOutput inputs and expected outputs of the program, run as a script; empty if there are tests or a check
 * @param comparison how outputs are compared with the expected ones; null for {@link OutputComparison#EXACT}
 * @param limits the resource limits of a program; null for the executor's defaults
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RecordBuilder
public record Task(
        String id,
        String prompt,
        PromptKind promptKind,
        String entryPoint,
        String setup,
        List<String> tests,
        List<String> publicTests,
        String check,
        List<String> solutions,
        List<InputOutput> inputOutput,
        OutputComparison comparison,
        TaskLimits limits)
        implements TaskBuilder.With {

    /**
     * Sets the defaults of optional fields.
     *
     * @throws IllegalArgumentException if a required field is missing; the message names it
     */
    public Task {
        require("id", id);
        require("prompt", prompt);
        inputOutput = inputOutput == null ? List.of() : List.copyOf(inputOutput);
        if (inputOutput.isEmpty()) {
            require("entryPoint", entryPoint);
        }
        promptKind = Objects.requireNonNullElse(promptKind, PromptKind.INSTRUCTION);
        tests = tests == null ? List.of() : List.copyOf(tests);
        publicTests = publicTests == null ? List.of() : List.copyOf(publicTests);
        solutions = solutions == null ? List.of() : List.copyOf(solutions);
        boolean calls = !tests.isEmpty() || !publicTests.isEmpty() || check != null && !check.isBlank();
        if (!calls && inputOutput.isEmpty()) {
            throw new IllegalArgumentException("has neither \"tests\" nor \"check\" nor \"inputOutput\"");
        }
        if (calls && !inputOutput.isEmpty()) {
            throw new IllegalArgumentException("has \"inputOutput\" and other tests; split it into two tasks");
        }
        if (comparison != null && inputOutput.isEmpty()) {
            throw new IllegalArgumentException("has a \"comparison\" of outputs, but no \"inputOutput\"");
        }
    }

    private static void require(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("lacks \"" + field + "\"");
        }
    }
}
