package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.TaskLimits;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole programs, held against what they must print for an input, and limits of a task's own. */
class InputOutputIT {

    private static final TaskLimits SHORT = new TaskLimits(0.5, 1.0, null, null, null, null);
    private static final String DOUBLES = "print(2 * int(input()))";

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxConfiguration.DEFAULT
                .withLimits(new Limits(10, 60, 256, 8, 64, 4096))
                .withWorkers(1));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void theRightProgramPassesOnEveryInput() {
        Judgement judgement = judge(DOUBLES, null, pair("2\n", "4\n"), pair("-3", "-6"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(judgement.cases()).extracting(CaseResult::test).containsExactly("input 1", "input 2");
    }

    @Test
    void aWrongOutputIsShownWithItsInput() {
        Judgement judgement = judge("print(int(input()) ** 2)", null, pair("2\n", "4\n"), pair("3\n", "6\n"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judgement.cases()).extracting(CaseResult::passed).containsExactly(true, false);
        assertThat(judgement.cases().get(1).expected()).isEqualTo("'6\\n'");
        assertThat(judgement.cases().get(1).got()).isEqualTo("'9\\n'");
        assertThat(judgement.feedback()).contains("'3\\n'", "'6\\n'", "'9\\n'");
    }

    @Test
    void whiteSpaceCountsOnlyBeforeAndBetweenWords() {
        assertThat(judge("print('a b  \\nc\\n\\n')", null, pair("", "a b\nc")).verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(judge("print('a  b')", null, pair("", "a b")).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judge("print(' a')", null, pair("", "a")).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void everyWayToReadFindsTheInputAndItsEnd() {
        for (String reading : List.of(
                "input() + '\\n' + input()",
                "sys.stdin.read() + sys.stdin.read()",
                "''.join(sys.stdin)",
                "sys.stdin.buffer.read().decode()",
                "open(0).read()",
                "os.read(0, 100).decode()")) {
            String program = "import os, sys\nif __name__ == '__main__':\n    print(" + reading + ")";
            assertThat(judge(program, null, pair("x\ny\n", "x\ny"), pair("z\n\n", "z"))
                            .verdict())
                    .as(reading)
                    .isEqualTo(Verdict.PASSED);
        }
        assertThat(judge("import sys\nsys.stdout.buffer.write(b'x')", null, pair("", "x"))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void aLongInputArrivesWhole() {
        String million = "1 ".repeat(1 << 20);

        Judgement judgement = judge("print(sum(map(int, input().split())))", null, pair(million, "1048576"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void readingPastTheEndIsTheProgramsFault() {
        Judgement judgement = judge("input()\ninput()", null, pair("1\n", ""));

        assertThat(judgement.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judgement.cases().get(0).error()).startsWith("EOFError");
    }

    @Test
    void nothingOfOneRunIsThereInTheNext() {
        String program = "try:\n    seen\nexcept NameError:\n    seen = 1\n    print('first', input())";

        assertThat(judge(program, null, pair("a", "first a"), pair("b", "first b"))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void itsExitStatusIsItsOwnBusinessButItsDeathIsNot() {
        assertThat(judge("print(1)\nraise SystemExit(3)", null, pair("", "1"), pair("", "1"))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(judge("import os\nprint(1, flush=True)\nos._exit(3)", null, pair("", "1"))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        Judgement killed = judge(
                "import os\nprint(1, flush=True)\nif input() == 'die': os.abort()",
                null,
                pair("live", "1"),
                pair("die", "1"),
                pair("live", "1"));
        assertThat(killed.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(killed.cases()).extracting(CaseResult::passed).containsExactly(true, false, true);
        assertThat(killed.feedback())
                .contains("1 of 3 tests failed", "Error: the process ended early, killed by signal 6 (abort)");
        assertThat(judge("print(1)\n1 / 0", null, pair("", "1")).cases().get(0).error())
                .startsWith("ZeroDivisionError");
    }

    @Test
    void aProgramThatDoesNotParseIsRejected() {
        assertThat(judge("print(", null, pair("", "")).verdict()).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void aProgramThatNeverEndsIsStoppedByItsTasksOwnLimits() {
        Judgement busy = judge("print(1)\nwhile True: pass", SHORT, pair("", "1"), pair("", "1"));
        assertThat(busy.verdict()).isEqualTo(Verdict.TIMED_OUT);
        assertThat(busy.feedback()).contains("0.5 s of processor time", "Line 2: while True: pass");
        assertThat(busy.cases()).hasSize(2);

        Judgement waiting = judge("import time\ntime.sleep(1000)", SHORT, pair("", "1"));
        assertThat(waiting.verdict()).isEqualTo(Verdict.TIMED_OUT);
        assertThat(waiting.feedback()).contains("did not end within 1 s");
    }

    @Test
    void aTasksLimitsHoldForItAloneAndMayBeWider() {
        String program = "b = bytearray(300 << 20)\nprint(1)";
        TaskLimits wide = new TaskLimits(null, null, 600, null, null, null);

        assertThat(judge(program, null, pair("", "1")).verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
        assertThat(judge(program, wide, pair("", "1")).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(judge(program, null, pair("", "1")).verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
    }

    @Test
    void anOutputThatNoProgramMayPrintIsTheTasksFault() {
        String long100 = "x".repeat(100 << 10);
        TaskLimits wide = new TaskLimits(null, null, null, null, 200, null);

        assertThat(judge("print('x' * 102400)", wide, pair("", long100)).verdict())
                .isEqualTo(Verdict.PASSED);
        Judgement judgement = judge("print('x' * 102400)", null, pair("", long100));
        assertThat(judgement.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
        assertThat(judgement.detail()).contains("output 1 is longer than a program may print");
    }

    @Test
    void theSetupIsThereForTheProgram() {
        TestSuite suite =
                new TestSuite(null, "import math", List.of(), null, null, List.of(pair("16", "4")), null, null);

        assertThat(sandbox.judge(new Program("print(math.isqrt(int(input())))", suite))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    private static InputOutput pair(String input, String output) {
        return new InputOutput(input, output);
    }

    private static Judgement judge(String program, TaskLimits limits, InputOutput... pairs) {
        return sandbox.judge(new Program(
                program, new TestSuite(null, "", List.of(), null, null, Arrays.asList(pairs), null, limits)));
    }
}
