package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tests run, by the setting; and what hostile programs achieve in each place. */
class JudgingIT {

    private static final SandboxConfiguration CONFIGURATION = SandboxConfiguration.DEFAULT
            .withLimits(new Limits(1, 3, 256, 8, 64, 4096))
            .withWorkers(1);

    /** Every program of {@code programs.txt} that has to fail and passes inside; docs/JUDGING.md explains them. */
    private static final Set<String> FORGED_INSIDE = Set.of(
            "looks for what is expected in its callers' frames",
            "looks for what is expected in the frames of all threads",
            "a thread that talks over the answers");

    private static final Program COMPARES_OBJECTS = program(
            "class V:\n    def __init__(self, x): self.x = x\n    def __eq__(self, other): return self.x == other",
            "assert V(5) == 5");
    private static final Program NEEDS_PYTEST = program(
            "def f(n):\n    return n",
            "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_f(n):\n    assert f(n) == n");

    @Test
    void outsideAnObjectIsNotAskedAboutWhatIsExpected() {
        try (Sandbox sandbox = Sandbox.start(CONFIGURATION.withJudging(Judging.OUTSIDE))) {
            assertThat(sandbox.judge(COMPARES_OBJECTS))
                    .returns(Verdict.FAILED, Judgement::verdict)
                    .returns(null, Judgement::judged);
            assertThat(sandbox.judge(NEEDS_PYTEST))
                    .returns(Verdict.SANDBOX_ERROR, Judgement::verdict)
                    .extracting(Judgement::detail)
                    .asString()
                    .contains("the task itself is at fault", "set executor.judging to auto");
        }
    }

    @Test
    void byDefaultValuesAreJudgedOutsideAndObjectsInside() {
        try (Sandbox sandbox = Sandbox.start(CONFIGURATION)) {
            assertThat(sandbox.judge(COMPARES_OBJECTS))
                    .returns(Verdict.PASSED, Judgement::verdict)
                    .returns(Judgement.INSIDE, Judgement::judged);
            assertThat(sandbox.judge(program("def f(n):\n    return n", "assert f(1) == 1")))
                    .returns(Verdict.PASSED, Judgement::verdict)
                    .returns(null, Judgement::judged);
        }
    }

    @Test
    void aFailureOfAProgramThatLooksAtItsCallersIsNotConfirmedInside() {
        Program honest =
                program("class V:\n    pass\ndef f():\n    return V()", "assert f().__class__ is V and f() is V");
        Program prying = program(
                "import sys\nclass V:\n    pass\ndef f():\n    sys._getframe(1)\n    return V()",
                "assert type(f()).__name__ == 'V'");
        try (Sandbox sandbox = Sandbox.start(CONFIGURATION)) {
            assertThat(sandbox.judge(honest).judged()).isEqualTo(Judgement.INSIDE);
            assertThat(sandbox.judge(prying))
                    .returns(Verdict.FAILED, Judgement::verdict)
                    .returns(null, Judgement::judged);
        }
    }

    @Test
    void withoutPytestTheTaskSaysWhatToInstall(@TempDir Path folder) throws Exception {
        Process made = new ProcessBuilder("python3", "-m", "venv", "--without-pip", folder.toString()).start();
        Assumptions.assumeThat(made.waitFor()).as("python3 -m venv works").isZero();
        try (Sandbox sandbox = Sandbox.start(
                CONFIGURATION.withPython(folder.resolve("bin/python").toString()))) {
            assertThat(sandbox.judge(NEEDS_PYTEST))
                    .returns(Verdict.SANDBOX_ERROR, Judgement::verdict)
                    .extracting(Judgement::detail)
                    .asString()
                    .endsWith("install pytest in the executor's Python (EXECUTOR_PYTHON)");
            assertThat(sandbox.judge(program("def f(n):\n    return n", "def test_f():\n    assert f(1) == 1"))
                            .verdict())
                    .as("plain test functions need no pytest")
                    .isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void feedbackOfTestsInsideNamesCallExpectedAndGot() {
        try (Sandbox sandbox = Sandbox.start(CONFIGURATION.withJudging(Judging.INSIDE))) {
            String code = "def f(n):\n    if n > 2:\n        raise KeyError(n)\n    return n + 1";
            assertThat(sandbox.judge(program(code, "assert f(2) == 4")).feedback())
                    .isEqualTo("Call: f(2)\nExpected: 4\nGot: 3");
            assertThat(sandbox.judge(program(
                                    code,
                                    "import unittest\nclass T(unittest.TestCase):\n    def test_f(self):\n"
                                            + "        self.assertEqual(f(2), 4)"))
                            .feedback())
                    .isEqualTo("Call: f(2)\nExpected: 4\nGot: 3");
            assertThat(sandbox.judge(program(code, "def test_f():\n    assert f(3) == 4"))
                            .feedback())
                    .isEqualTo("Call: f(3)\nExpected: 4\nError: KeyError: 3\nLine 3: raise KeyError(n)");
            assertThat(sandbox.judge(program(code, "assert f(1) == 2", "import os\nos._exit(0) if f(1) else 0"))
                            .verdict())
                    .as("an early end is never PASSED")
                    .isEqualTo(Verdict.CRASHED);
        }
    }

    /** docs/JUDGING.md names each. */
    @Test
    void whatCanBeForgedInsideIsNotForgedOutside() {
        try (Sandbox inside = Sandbox.start(CONFIGURATION.withJudging(Judging.INSIDE));
                Sandbox outside = Sandbox.start(CONFIGURATION.withJudging(Judging.OUTSIDE))) {
            for (InsideCase forged : InsideCase.of("forged")) {
                assertThat(inside.judge(forged.program()).verdict())
                        .as("inside: %s", forged)
                        .isEqualTo(Verdict.PASSED);
                assertThat(outside.judge(forged.program()).verdict())
                        .as("outside: %s", forged)
                        .isEqualTo(Verdict.FAILED);
            }
        }
    }

    @Test
    void noAttemptToBreakOutSucceedsInside() {
        try (Tiers tiers = Tiers.of(CONFIGURATION.withJudging(Judging.INSIDE))) {
            tiers.each(sandbox -> assertThat(EscapeAttempts.firstThatSucceeds(sandbox))
                    .as("tier %s", sandbox.isolation().word())
                    .isEmpty());
        }
    }

    @Test
    void hostileProgramsForgeNothingOutsideAndWhatIsListedInside() {
        // All sandboxes at once: most of the time is spent on waiting for programs that never end.
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Tiers outside = Tiers.of(CONFIGURATION.withJudging(Judging.OUTSIDE));
                Tiers inside = Tiers.of(CONFIGURATION.withJudging(Judging.INSIDE))) {
            List<CompletableFuture<List<String>>> forgedOutside = forgedByTier(outside, threads);
            List<CompletableFuture<List<String>>> forgedInside = forgedByTier(inside, threads);

            assertThat(forgedOutside)
                    .allSatisfy(ofTier -> assertThat(ofTier.join()).isEmpty());
            assertThat(forgedInside)
                    .allSatisfy(ofTier -> assertThat(FORGED_INSIDE).containsAll(ofTier.join()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<CompletableFuture<List<String>>> forgedByTier(Tiers tiers, Executor threads) {
        Program wellBehaved = program("def f(n):\n    return n", "assert f(1) == 1");
        return tiers.stream()
                .map(sandbox -> CompletableFuture.supplyAsync(() -> forged(sandbox, wellBehaved), threads))
                .toList();
    }

    /** The programs that pass although they have to fail; none of them may leave anything for the next. */
    private static List<String> forged(Sandbox sandbox, Program wellBehaved) {
        try {
            return RecordedProgram.all().stream()
                    .filter(recorded -> recorded.verdict().isTheCodesFault())
                    .filter(recorded -> {
                        boolean passed = sandbox.judge(recorded.program()).verdict() == Verdict.PASSED;
                        assertThat(sandbox.judge(wellBehaved).verdict())
                                .as("the program after '%s'", recorded.name())
                                .isEqualTo(Verdict.PASSED);
                        return passed;
                    })
                    .map(RecordedProgram::name)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Program program(String code, String... tests) {
        List<TestSuite.Test> suite =
                Stream.of(tests).map(test -> new TestSuite.Test(test, true)).toList();
        String entry = code.contains("def f(") ? "f" : "V";
        return new Program(code, new TestSuite(entry, "", suite, null, null));
    }
}
