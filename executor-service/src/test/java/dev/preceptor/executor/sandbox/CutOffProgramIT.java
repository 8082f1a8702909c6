package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs whose text ends in the middle, as that of a student that reached its limit of tokens. */
class CutOffProgramIT {

    private static final String WHOLE = "def f(x):\n    return x * 2\n\n";
    private static final TestSuite SUITE =
            new TestSuite("f", "", List.of(new TestSuite.Test("assert f(2) == 4", false)), null, null);

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxConfiguration.DEFAULT.withWorkers(1));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "print(f(1",
                "def g(x):\n    '''Text\nat the margin",
                "def g(x):\n    if x:\n        return (x +",
                "class A:\n    def g(self):\n        self.",
                "@decorated\ndef g(",
                "values = {\n'a': 1,\n'b': [",
                "if f(1) == 2:\n    pass\nelse",
                "try:\n    f(1)\nexcept",
                "for i in range(3):\n    print(",
            })
    void whatIsWholeOfItCounts(String unfinished) {
        assertThat(judge(WHOLE + unfinished, true).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(judge(WHOLE + unfinished, false).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void whatParsesStaysAsItIs() {
        assertThat(judge(WHOLE + "f = None", true).verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judge(WHOLE + "# unfinished (comment", true).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void anUnfinishedFunctionIsMissed() {
        Judgement judgement = judge("def g(x):\n    return x\n\ndef f(x):\n    return (x", true);

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.feedback()).isEqualTo("The program does not define `f`; its text ends in the middle.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f(x:\n    return x * 2\n\nprint(f(",
                "def f(x):\n    return x *",
                "def f(x) return x\n\nf(1)\n\nf("
            })
    void anErrorBeforeTheEndIsOne(String code) {
        assertThat(judge(code, true).feedback()).startsWith("The program does not parse.\nError: SyntaxError: ");
    }

    @Test
    void aProgramOnStandardInputLosesItsLastStatementToo() {
        TestSuite suite = new TestSuite(
                null,
                "",
                List.of(),
                null,
                null,
                List.of(new InputOutput("2", "4"), new InputOutput("3", "6")),
                null,
                null);

        assertThat(sandbox.judge(new Program("print(2 * int(input()))\nprint('", suite, true))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    private static Judgement judge(String code, boolean isCutOff) {
        return sandbox.judge(new Program(code, SUITE, isCutOff));
    }
}
