package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxLifeIT {

    private static final SandboxConfiguration ONE_WORKER = SandboxConfiguration.DEFAULT
            .withLimits(new Limits(2, 10, 256, 8, 64, 4096))
            .withWorkers(1);

    @Test
    void aWorkerThatDiesIsReplacedAndItsProgramRunAgain() throws Exception {
        try (Sandbox sandbox = Sandbox.start(ONE_WORKER)) {
            List<ProcessHandle> before = ProcessHandle.current().children().toList();
            CompletableFuture<Judgement> judgement = CompletableFuture.supplyAsync(
                    () -> sandbox.judge(returning("sum(range(10 ** 7))", String.valueOf(9999999L * 5000000L))));
            before.forEach(ProcessHandle::destroyForcibly);

            assertThat(judgement.get(30, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.PASSED);
            assertThat(sandbox.judge(returning("1", "2")).verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void nothingIsLeftOfASandboxThatIsClosed() throws Exception {
        Sandbox sandbox = Sandbox.start(ONE_WORKER);
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        assertThat(processes).isNotEmpty();

        sandbox.close();

        for (ProcessHandle process : processes) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> sandbox.judge(returning("1", "1")))
                .isInstanceOf(SandboxException.class)
                .hasMessage("the sandbox is closed");
    }

    @Test
    void manyThreadsShareTheWorkers() {
        try (Sandbox sandbox = Sandbox.start(ONE_WORKER.withWorkers(2))) {
            List<CompletableFuture<Judgement>> judgements = IntStream.range(0, 24)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> sandbox.judge(returning(String.valueOf(i), String.valueOf(i % 3 == 0 ? i : -1)))))
                    .toList();

            List<Verdict> verdicts = judgements.stream()
                    .map(CompletableFuture::join)
                    .map(Judgement::verdict)
                    .toList();
            assertThat(IntStream.range(0, 24).filter(i -> verdicts.get(i) == Verdict.PASSED))
                    .containsExactly(0, 3, 6, 9, 12, 15, 18, 21);
        }
    }

    @Test
    void withoutIsolationItRunsAndTheAttemptsToBreakOutSucceed() {
        try (Sandbox sandbox = Sandbox.start(ONE_WORKER.withIsolation(Isolation.NONE))) {
            assertThat(sandbox.isolation()).isEqualTo(Isolation.NONE);
            assertThat(sandbox.judge(returning("4", "4")).verdict()).isEqualTo(Verdict.PASSED);
            Optional<String> escape = EscapeAttempts.firstThatSucceeds(sandbox);
            assertThat(escape).hasValueSatisfying(text -> assertThat(text)
                    .startsWith("an attempt to break out was not stopped: reads('")
                    .contains("gave 'read /"));
        }
    }

    @Test
    void byDefaultTheIsolationIsReal() {
        try (Sandbox sandbox = Sandbox.start(ONE_WORKER)) {
            assertThat(sandbox.isolation()).isIn(Isolation.A, Isolation.B);
            assertThat(sandbox.pythonVersion()).startsWith("3.");
            assertThat(EscapeAttempts.firstThatSucceeds(sandbox)).isEmpty();
        }
    }

    @Test
    void thereIsNoSandboxWithoutPython(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Sandbox.start(ONE_WORKER.withPython("no-such-python")))
                .isInstanceOf(SandboxException.class)
                .hasMessage("executor.python: 'no-such-python' cannot be started;"
                        + " install Python 3.9 or newer, or set its path");
        Path old = Files.writeString(folder.resolve("python"), "#!/bin/sh\necho 3\necho 8\necho /usr/bin/python3\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> Sandbox.start(ONE_WORKER.withPython(old.toString())))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("is not Python 3.9 or newer");
    }

    @Test
    void whatAVirtualEnvironmentHoldsCanBeImportedAndPreloaded(@TempDir Path folder) throws Exception {
        Path library = environment(folder);
        Files.writeString(library.resolve("doubling.py"), "times = 0\ndef double(n):\n    return 2 * n\n");
        SandboxConfiguration configuration =
                ONE_WORKER.withPython(folder.resolve("bin/python").toString());
        Program program = doubling("doubling");

        try (Sandbox sandbox = Sandbox.start(configuration)) {
            assertThat(sandbox.judge(program).verdict()).isEqualTo(Verdict.PASSED);
        }
        try (Sandbox sandbox = Sandbox.start(configuration.withPreload(List.of("doubling", "sqlite3")))) {
            Files.delete(library.resolve("doubling.py"));
            assertThat(sandbox.judge(program).verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aModuleThatStartsThreadsIsImportedByEachProgramInstead(@TempDir Path folder) throws Exception {
        Path library = environment(folder);
        Files.writeString(library.resolve("doubling.py"), "def double(n):\n    return 2 * n\n");
        // It answers by its thread, which a forked process would lack.
        Files.writeString(
                library.resolve("pooled.py"),
                """
                from concurrent.futures import ThreadPoolExecutor
                pool = ThreadPoolExecutor(1)
                pool.submit(int).result()
                def double(n):
                    return pool.submit(lambda: 2 * n).result()
                """);
        // Its thread ends before the module is loaded.
        Files.writeString(
                library.resolve("brief.py"),
                """
                from doubling import double
                import threading
                threading.Thread(target=int).start()
                """);
        SandboxConfiguration configuration = ONE_WORKER
                .withPython(folder.resolve("bin/python").toString())
                .withPreload(List.of("brief", "pooled", "doubling"));

        try (Sandbox sandbox = Sandbox.start(configuration)) {
            Files.delete(library.resolve("doubling.py"));
            Files.delete(library.resolve("brief.py"));
            for (String module : List.of("pooled", "doubling", "brief", "pooled")) {
                assertThat(sandbox.judge(doubling(module)).verdict()).as(module).isEqualTo(Verdict.PASSED);
            }
        }
    }

    /** Creates a virtual environment; returns its folder of modules. */
    private static Path environment(Path folder) throws Exception {
        Process made = new ProcessBuilder("python3", "-m", "venv", "--without-pip", folder.toString()).start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Assumptions.assumeThat(made.exitValue()).as("python3 -m venv works").isZero();
        try (Stream<Path> paths = Files.find(folder, 5, (path, attributes) -> path.endsWith("site-packages"))) {
            return paths.findFirst().orElseThrow();
        }
    }

    private static Program doubling(String module) {
        TestSuite.Test test = new TestSuite.Test("assert f(2) == 4", false);
        return new Program(
                "import %s\ndef f(n):\n    return %s.double(n)".formatted(module, module),
                new TestSuite("f", "", List.of(test), null, null));
    }

    @Test
    void whatCannotBePreloadedIsNamed() {
        assertThatThrownBy(() -> Sandbox.start(ONE_WORKER.withPreload(List.of("json", "no_such_module"))))
                .isInstanceOf(SandboxException.class)
                .hasMessage("executor.preload: 'no_such_module' cannot be imported: ModuleNotFoundError:"
                        + " No module named 'no_such_module'");
    }

    private static Program returning(String expression, String expected) {
        TestSuite.Test test = new TestSuite.Test("assert f() == " + expected, false);
        return new Program("def f():\n    return " + expression, new TestSuite("f", "", List.of(test), null, null));
    }
}
