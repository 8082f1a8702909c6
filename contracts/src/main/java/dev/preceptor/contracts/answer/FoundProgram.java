package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonLines;
import java.util.Optional;

/**
 * The result of a search for the program in an answer.
 *
 * @param code the program; empty where there is none
 * @param complete whether the program is lexically complete, and its block was closed or had no fence
 * @param problem why there is no program, in words; null where there is one
 */
public record FoundProgram(String code, boolean complete, String problem) {

    static FoundProgram none(String problem) {
        return new FoundProgram("", true, problem);
    }

    public boolean exists() {
        return !code.isBlank();
    }

    /**
     * The program without its last top-level statement, which a token limit may have cut off; empty if the entry point is not defined
     * before it.
     */
    public Optional<String> withoutLastStatement(String entryPoint) {
        int last = PythonLines.lastStatement(code);
        String rest = code.substring(0, last).stripTrailing();
        return !rest.isEmpty() && new EntryPointDefinition(entryPoint).isIn(rest)
                ? Optional.of(rest)
                : Optional.empty();
    }
}
