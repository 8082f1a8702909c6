package dev.preceptor.executor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRunnerTest {

    @ParameterizedTest
    @CsvSource({
        "assert f(1) == 2, 0",
        "def test_f(): assert f(1) == 2, 0",
        "import unittest, 1",
        "from mock import patch, 1",
        ">>> f(1), 2",
        "import pytest, 4",
        "import unittest; import pytest, 5",
    })
    void findsTheRunnersThatTheTestsMention(String test, int bits) {
        assertEquals(bits, TestRunner.bits(suite("", test, null)));
    }

    @ParameterizedTest
    @CsvSource({"import pytest, , 4", ", import unittest, 1"})
    void alsoReadsTheSetupAndTheCheckProgram(String setup, String check, int bits) {
        assertEquals(bits, TestRunner.bits(suite(setup, "assert f(1) == 2", check)));
    }

    private static TestSuite suite(String setup, String test, String check) {
        return new TestSuite("f", setup, List.of(new TestSuite.Test(test, true)), check, null);
    }
}
