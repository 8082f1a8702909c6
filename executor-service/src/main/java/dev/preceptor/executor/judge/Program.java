package dev.preceptor.executor.judge;

import java.util.Objects;

/**
 * A program and the tests that it is judged by.
 *
 * @param isCutOff whether its text may end in the middle, as that of a model that reached its limit of tokens. If it does not parse for
 *     this reason, its last statement at the top level is left out
 */
public record Program(String code, TestSuite tests, boolean isCutOff) {

    public Program {
        code = Objects.requireNonNullElse(code, "");
    }

    /** A program whose text is whole. */
    public Program(String code, TestSuite tests) {
        this(code, tests, false);
    }
}
