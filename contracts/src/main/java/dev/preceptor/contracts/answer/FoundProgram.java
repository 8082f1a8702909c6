package dev.preceptor.contracts.answer;

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
}
