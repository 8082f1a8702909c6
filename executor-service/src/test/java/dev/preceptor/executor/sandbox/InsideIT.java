package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of objects, of the process and in other people's forms get the verdict that Python itself gives, in each tier. */
class InsideIT {

    /** The cases that need a folder to write to, which tier B does not have. */
    private static final Set<String> FOLDERS = Set.of(
            "tmp_path",
            "tmpdir",
            "folders of tests",
            "folders of tests, wrong",
            "a factory of folders",
            "output of a descriptor");

    private static final Tiers TIERS = Tiers.of(SandboxConfiguration.DEFAULT
            .withPython(System.getProperty("preceptor.python", "python3"))
            .withWorkers(1));

    @AfterAll
    static void close() {
        TIERS.close();
    }

    static List<InsideCase> cases() {
        return Stream.of(
                        "objects",
                        "process",
                        "forms",
                        "features",
                        "sessions",
                        "faulty-tasks",
                        "cheating",
                        "suites",
                        "written")
                .flatMap(file -> InsideCase.of(file).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachCaseGetsItsVerdict(InsideCase each) {
        TIERS.each(sandbox -> {
            Judgement judgement = sandbox.judge(each.program());
            if (FOLDERS.contains(each.name()) && sandbox.isolation() == Isolation.B) {
                assertThat(judgement)
                        .returns(Verdict.SANDBOX_ERROR, Judgement::verdict)
                        .extracting(Judgement::detail)
                        .asString()
                        .contains("need a folder to write to");
                return;
            }
            Assumptions.assumeThat(String.valueOf(judgement.detail()))
                    .as("pytest is absent; set the system property preceptor.python to a Python with it")
                    .doesNotContain("install pytest");
            assertThat(judgement.verdict())
                    .as("tier %s: %s", sandbox.isolation().word(), judgement)
                    .isEqualTo(each.verdict());
            if (!each.where().isEmpty() && each.verdict() != Verdict.SANDBOX_ERROR) {
                assertThat(judgement.judged()).isEqualTo(each.where().equals("inside") ? Judgement.INSIDE : null);
            }
            if (each.verdict() == Verdict.FAILED) {
                assertThat(judgement.feedback()).isNotBlank().doesNotContain("<harness>", "_preceptor", "0x7f");
            }
        });
    }
}
