package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile and awkward programs, in each tier of isolation that this machine has. */
class SandboxIT {

    private static final Limits LIMITS = new Limits(1, 3, 256, 8, 64, 4096);
    private static final Program WELL_BEHAVED = new Program(
            "import os\ndef f(n):\n    return [n, os.listdir('/scratch') if os.path.exists('/scratch') else []]",
            new TestSuite("f", "", List.of(new TestSuite.Test("assert f(1) == [1, []]", false)), null, null));

    private static final Sandbox TIER_A = startOrNull(Isolation.A);
    private static final Sandbox TIER_B = startOrNull(Isolation.B);

    private static Sandbox startOrNull(Isolation isolation) {
        try {
            return Sandbox.start(SandboxConfiguration.DEFAULT
                    .withIsolation(isolation)
                    .withLimits(LIMITS)
                    .withWorkers(1));
        } catch (SandboxException e) {
            assertThat(e).hasMessageContaining("tier " + isolation.word());
            return null;
        }
    }

    @AfterAll
    static void close() {
        Stream.of(TIER_A, TIER_B).filter(sandbox -> sandbox != null).forEach(Sandbox::close);
    }

    static List<RecordedProgram> programs() throws IOException {
        return RecordedProgram.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void aProgramGetsItsVerdictAndHarmsNobody(RecordedProgram recorded) {
        List<CompletableFuture<Void>> tiers = Stream.of(TIER_A, TIER_B)
                .filter(Objects::nonNull)
                .map(sandbox -> CompletableFuture.runAsync(() -> check(sandbox, recorded)))
                .toList();
        Assumptions.assumeThat(tiers)
                .as("no tier of isolation is to be had on this machine")
                .isNotEmpty();
        tiers.forEach(CompletableFuture::join);
    }

    @Test
    void aSourceOfTenMegabytesIsJudgedLikeAnyOther() {
        String program = "x = '" + "a".repeat(10 << 20) + "'\r\ndef f(n):\r\n    return n";

        for (Sandbox sandbox :
                Stream.of(TIER_A, TIER_B).filter(Objects::nonNull).toList()) {
            assertThat(sandbox.judge(new Program(program, WELL_BEHAVED.tests())).verdict())
                    .isEqualTo(Verdict.FAILED);
            assertThat(sandbox.judge(new Program("(" + program, WELL_BEHAVED.tests()))
                            .verdict())
                    .isEqualTo(Verdict.REJECTED);
        }
    }

    @Test
    void aSetupThatNeedsWhatTheProgramDefinesFailsAProgramThatDoesNot() {
        String solution = "\ndef f(tree):\n    return tree.value";
        String right = "class Node:\n    def __init__(self, value):\n        self.value = value" + solution;
        String withoutIt = solution;
        String another = "class Node:\n    def __init__(self):\n        self.value = 1" + solution;

        for (Sandbox sandbox :
                Stream.of(TIER_A, TIER_B).filter(Objects::nonNull).toList()) {
            assertThat(judge(sandbox, "root = Node(7)", right).verdict()).isEqualTo(Verdict.PASSED);
            assertThat(judge(sandbox, "root = Node(7)", withoutIt))
                    .returns(Verdict.FAILED, Judgement::verdict)
                    .extracting(Judgement::feedback)
                    .asString()
                    .contains("Call: the tests' setup", "Error: NameError: name 'Node' is not defined");
            assertThat(judge(sandbox, "root = Node(7)", another))
                    .returns(Verdict.FAILED, Judgement::verdict)
                    .extracting(Judgement::feedback)
                    .asString()
                    .contains("Call: the tests' setup", "Error: TypeError: ");
            assertThat(judge(sandbox, "root = Node(7)\n[][0]", right).verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
        }
    }

    private static Judgement judge(Sandbox sandbox, String setup, String code) {
        List<TestSuite.Test> tests = List.of(
                new TestSuite.Test("assert f(root) == 7", true), new TestSuite.Test("assert f(root) > 0", false));
        return sandbox.judge(new Program(code, new TestSuite("f", setup, tests, null, null)));
    }

    private static void check(Sandbox sandbox, RecordedProgram recorded) {
        Judgement judgement = sandbox.judge(recorded.program());

        assertThat(judgement.verdict())
                .as("tier %s: %s", sandbox.isolation().word(), judgement)
                .isEqualTo(recorded.verdict());
        boolean blamed = judgement.verdict().isTheCodesFault();
        assertThat(judgement.feedback() != null).isEqualTo(blamed);
        if (blamed) {
            assertThat(judgement.feedback())
                    .satisfies(text ->
                            recorded.feedback().forEach(line -> assertThat(text).contains(line)))
                    .doesNotContain("<harness>", "<program>", "_preceptor", "/usr/lib", "0x7f");
        }
        assertThat(sandbox.judge(WELL_BEHAVED).verdict())
                .as("the next program after it in tier %s", sandbox.isolation().word())
                .isEqualTo(Verdict.PASSED);
    }
}
