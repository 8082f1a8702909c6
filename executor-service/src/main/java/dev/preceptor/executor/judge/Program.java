package dev.preceptor.executor.judge;

import java.util.Objects;

/** A program to judge, and what it is held against. */
public record Program(String code, TestSuite tests) {

    public Program {
        code = Objects.requireNonNullElse(code, "");
    }
}
