package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonTokens;
import java.util.Collections;
import java.util.List;

/** The programs that a model was shown. Programs are compared by their syntax:
 * comments, spacing, quotes and redundant parentheses do not count. */
final class KnownPrograms {

    /** What is new in a block that equals a known program, in one that is a part of it, and in any other. */
    static final int EQUAL = 0;

    static final int PART = 1;
    static final int NEW = 2;

    private final List<List<String>> programs;

    KnownPrograms(List<String> programs) {
        this.programs = programs.stream()
                .map(PythonTokens::canonical)
                .filter(tokens -> !tokens.isEmpty())
                .toList();
    }

    int novelty(String code) {
        List<String> tokens = PythonTokens.canonical(code);
        int novelty = NEW;
        for (List<String> program : programs) {
            if (program.equals(tokens)) {
                return EQUAL;
            }
            if (Collections.indexOfSubList(program, tokens) >= 0) {
                novelty = PART;
            }
        }
        return novelty;
    }
}
