package dev.preceptor.executor.sandbox;

import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A runner of tests that the sandbox imports before it runs the first program whose tests need it. The order of the constants is that of
 * the runners' bits in the zygote's header.
 */
enum TestRunner {
    UNITTEST("unittest", "mock"),
    DOCTEST(">>>", "doctest"),
    PYTEST("pytest");

    private final List<String> signs;

    TestRunner(String... signs) {
        this.signs = List.of(signs);
    }

    /**
     * The runners that the text of the tests mentions, a bit each. If the tests need others, the sandbox finds this out when it has parsed
     * them, and the first program has to import them itself.
     */
    static int bits(TestSuite suite) {
        List<String> texts = Stream.concat(
                        Stream.of(suite.setup(), suite.check()),
                        suite.tests().stream().map(TestSuite.Test::text))
                .filter(Objects::nonNull)
                .toList();
        int bits = 0;
        for (TestRunner runner : values()) {
            if (texts.stream().anyMatch(text -> runner.signs.stream().anyMatch(text::contains))) {
                bits |= 1 << runner.ordinal();
            }
        }
        return bits;
    }
}
