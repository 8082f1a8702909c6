package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs on standard input, held against what the same Python prints for them by itself. */
class ScriptsIT {

    private static Tiers tiers;
    private static String python;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        tiers = Tiers.of(Limits.DEFAULT);
        python = Interpreter.resolve(SandboxConfiguration.DEFAULT.python()).path();
    }

    @AfterAll
    static void stop() {
        if (tiers != null) {
            tiers.close();
        }
    }

    static List<Script> scripts() throws IOException {
        return Script.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void printsWhatPythonPrints(Script script) throws IOException, InterruptedException {
        Script.Run reference = script.runBy(python, folder);
        InputOutput right = new InputOutput(script.input(), reference.printed());
        InputOutput wrong = new InputOutput(script.input(), reference.printed() + "something else");

        for (Sandbox sandbox : tiers.sandboxes()) {
            if (script.tierA() && sandbox.isolation() != Isolation.A) {
                continue;
            }
            Judgement judgement = judge(sandbox, script, right);
            assertThat(judgement.verdict() == Verdict.PASSED)
                    .as("tier %s: %s, where Python: %s", sandbox.isolation().word(), judgement, reference)
                    .isEqualTo(!reference.isFailure());
            assertThat(judgement.verdict()).isNotEqualTo(Verdict.SANDBOX_ERROR);
            assertThat(judge(sandbox, script, wrong).verdict()).isNotIn(Verdict.PASSED, Verdict.SANDBOX_ERROR);
        }
    }

    /** Each twice, so that the second run shows what the first left behind. */
    private static Judgement judge(Sandbox sandbox, Script script, InputOutput pair) {
        return sandbox.judge(new Program(
                script.code(), new TestSuite(null, "", List.of(), null, null, List.of(pair, pair), null, null)));
    }
}
