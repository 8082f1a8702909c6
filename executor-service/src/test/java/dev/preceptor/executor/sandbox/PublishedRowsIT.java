package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in the shapes of published data sets, judged: their own solutions pass, the same with another factor fail. */
class PublishedRowsIT {

    private static final Path ROWS = Path.of("..", "contracts", "src", "test", "resources", "published");

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
                "mbpp-sanitized",
                "evalplus-mbppplus",
                "evalplus-humanevalplus",
                "humaneval-x",
                "apps",
                "codecontests",
                "kodcode",
                "opencodeinstruct",
                "acecode",
                "leetcodedataset",
                "bigcodebench",
            })
    void theSolutionPassesAndAWrongOneFails(String name) {
        for (Task task : TaskFile.read(ROWS.resolve(name + ".jsonl"))) {
            for (String solution : task.solutions()) {
                assertThat(verdict(task, solution)).as(task.id()).isEqualTo(Verdict.PASSED);
                assertThat(verdict(task, solution.replace("3 *", "4 *")))
                        .as("wrong for " + task.id())
                        .isEqualTo(Verdict.FAILED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[3 * x for x in xs]", "tuple(3 * x for x in xs)"})
    void aTupleCountsAsAListWhereLiveCodeBenchSaysSo(String result) {
        Task task = TaskFile.read(ROWS.resolve("livecodebench.jsonl")).get(1);
        String program = "class Solution:\n    def triple(self, xs: List[int], deep: bool):\n        return " + result;

        assertThat(verdict(task, program)).isEqualTo(Verdict.PASSED);
        assertThat(verdict(task, program.replace("3 *", "4 *"))).isEqualTo(Verdict.FAILED);
    }

    private static Verdict verdict(Task task, String program) {
        return sandbox.judge(new Program(program, TestSuite.of(task))).verdict();
    }
}
