package dev.preceptor.executor.judge;

import java.util.Objects;

/** A program and the tests that it is judged by. */
public record Program(String code, TestSuite tests) {

    public Program {
        code = Objects.requireNonNullElse(code, "");
    }
}
