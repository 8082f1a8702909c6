package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.OutputComparison.Kind;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program prints, compared in each way that a task may name. */
class OutputComparisonIT {

    /** Any divisor of the input but 1 is right. */
    private static final String DIVISOR =
            "def check(input, expected, output):\n    n, d = int(input), int(output)\n    assert d > 1\n    return n % d == 0\n";

    private static Tiers tiers;

    @BeforeAll
    static void start() {
        tiers = Tiers.of(new Limits(1, 3, 256, 8, 64, 4096));
    }

    @AfterAll
    static void stop() {
        if (tiers != null) {
            tiers.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    EXACT,   `1 2\\n3`,  `1 2  \\n3\\n\\n`, true
                    EXACT,   `1 2`,     `1  2`,          false
                    EXACT,   `1 2`,     ` 1 2`,          false
                    EXACT,   `1.0`,     `1`,             false
                    TOKENS,  `1 2\\n3`,  ` 1\\n2 3`,       true
                    TOKENS,  `1 2`,     `12`,            false
                    TOKENS,  `1.0`,     `1`,             false
                    TOKENS,  ``,        `0`,             false
                    FLOATS,  `0.5 yes`, `0.5000004\\nyes`, true
                    FLOATS,  `0.5`,     `0.50001`,       false
                    FLOATS,  `1e9`,     `1000000900`,    true
                    FLOATS,  `1e9`,     `1000002000`,    false
                    FLOATS,  `yes`,     `no`,            false
                    FLOATS,  `nan`,     `nan`,           true
                    FLOATS,  `1`,       `nan`,           false
                    FLOATS,  `inf`,     `inf`,           true
                    FLOATS,  `inf`,     `1e308`,         false
                    FLOATS,  `1`,       `1 1`,           false
                    NUMBERS, `1.0 2\\n3`, `1 2.00\\n 3`,   true
                    NUMBERS, `0.1`,     `0.10000000000000001`, false
                    NUMBERS, `1 2`,     `1\\n2`,          false
                    NUMBERS, `a 1.0`,   `a 1`,           false
                    NUMBERS, `Yes`,     ` Yes `,         true
                    """)
    void eachKindAcceptsWhatItSays(Kind kind, String expected, String printed, boolean accepted) {
        InputOutput pair = new InputOutput("", text(expected));
        String program = "import sys\nsys.stdout.write(" + quoted(text(printed)) + ")";

        for (Judgement judgement : judge(program, OutputComparison.of(kind), pair)) {
            assertThat(judgement.verdict()).isEqualTo(accepted ? Verdict.PASSED : Verdict.FAILED);
        }
    }

    @Test
    void aTasksOwnTolerancesCount() {
        InputOutput pair = new InputOutput("", "100");

        assertThat(judge("print(101)", OutputComparison.floats(1, 0), pair))
                .extracting(Judgement::verdict)
                .containsOnly(Verdict.PASSED);
        assertThat(judge("print(100.5)", OutputComparison.floats(0, 0.01), pair))
                .extracting(Judgement::verdict)
                .containsOnly(Verdict.PASSED);
        assertThat(judge("print(101.5)", OutputComparison.floats(0, 0.01), pair))
                .extracting(Judgement::verdict)
                .containsOnly(Verdict.FAILED);
    }

    @Test
    void anyOfSeveralOutputsIsRight() {
        InputOutput pair = new InputOutput("", List.of("1 2", "2 1", "3"));

        for (String printed : List.of("'1 2'", "'2 1'", "3")) {
            assertThat(judge("print(" + printed + ")", null, pair))
                    .extracting(Judgement::verdict)
                    .containsOnly(Verdict.PASSED);
        }
        for (Judgement judgement : judge("print('1 2 3')", null, pair)) {
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(judgement.feedback()).contains("Expected: '1 2' or 2 others", "Got: '1 2 3\\n'");
        }
    }

    @Test
    void aCheckerDecidesByWhatItReturns() {
        InputOutput pair = new InputOutput("12\n", "2\n");

        for (String right : List.of("2", "6", "12")) {
            assertThat(judge("print(" + right + ")", checker(DIVISOR), pair))
                    .extracting(Judgement::verdict)
                    .containsOnly(Verdict.PASSED);
        }
        for (String wrong : List.of("5", "1")) {
            assertThat(judge("print(" + wrong + ")", checker(DIVISOR), pair))
                    .extracting(Judgement::verdict)
                    .containsOnly(Verdict.FAILED);
        }
    }

    @Test
    void anOutputThatTheCheckerCannotReadIsTheProgramsFault() {
        for (Judgement judgement : judge("print('many')", checker(DIVISOR), new InputOutput("12\n", "2\n"))) {
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(judgement.feedback())
                    .contains("Got: 'many\\n'", "Error: the task's checker cannot read it (ValueError: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    `def check(input`,                                              the checker does not parse
                    `def verify(a, b, c): return True`,                             the checker does not define check(input, expected, output)
                    `import nothing_of_the_kind`,                                   the checker raises ModuleNotFoundError
                    `def check(input, expected, output): return expected.missing`,  the checker raises AttributeError
                    `def check(input, expected): return True`,                      the checker raises TypeError
                    `def check(input, expected, output): raise SystemExit(1)`,      the checker raises SystemExit: 1
                    `def check(input, expected, output):\\n while True: pass`,       the checker did not end within 0.8 s of processor time
                    """)
    void aBrokenCheckerIsTheTasksFault(String program, String problem) {
        InputOutput pair = new InputOutput("", "1");

        for (Judgement judgement : judge("print(1)", checker(text(program)), pair, pair)) {
            assertThat(judgement.verdict()).as("%s", judgement).isEqualTo(Verdict.SANDBOX_ERROR);
            assertThat(judgement.detail()).contains("the task itself is at fault", problem);
            assertThat(judgement.feedback()).isNull();
        }
    }

    @Test
    void nothingThatACheckerChangesReachesTheNextProgram() {
        String meddling = "import builtins\ncount = 0\ndef check(input, expected, output):\n    global count\n"
                + "    count += 1\n    builtins.any = lambda values: True\n    return count == 1\n";
        InputOutput pair = new InputOutput("", "1");

        judge("print(1)", checker(meddling), pair);
        for (Judgement judgement : judge("print(2)", null, pair)) {
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
        }
        assertThat(judge("print(1)", checker(meddling), pair))
                .extracting(Judgement::verdict)
                .containsOnly(Verdict.PASSED);
    }

    @Test
    void allOfManyInputsAreRun() {
        InputOutput[] pairs = new InputOutput[1_200];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new InputOutput(i + "\n", i == 1_150 ? "wrong\n" : 2 * i + "\n");
        }

        for (Judgement judgement : judge("print(2 * int(input()))", null, pairs)) {
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(judgement.cases()).hasSize(1_200);
            assertThat(judgement.cases().stream().filter(each -> !each.passed()))
                    .extracting(CaseResult::test)
                    .containsExactly("input 1151");
        }
    }

    private static OutputComparison checker(String program) {
        return new OutputComparison(Kind.PROGRAM, null, null, program);
    }

    private static String text(String written) {
        return written == null ? "" : written.replace("\\n", "\n");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\n", "\\n") + "'";
    }

    private static List<Judgement> judge(String program, OutputComparison comparison, InputOutput... pairs) {
        TestSuite suite = new TestSuite(null, "", List.of(), null, null, List.of(pairs), comparison, null);
        return tiers.sandboxes().stream()
                .map(sandbox -> sandbox.judge(new Program(program, suite)))
                .toList();
    }
}
