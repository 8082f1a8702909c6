package dev.preceptor.executor.sandbox;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The sandbox's self-test: a program that tries to escape, run in the sandbox at each start. */
final class EscapeAttempts {

    private EscapeAttempts() {}

    /** Describes the first attempt that succeeds; empty if the sandbox holds. */
    static Optional<String> firstThatSucceeds(Sandbox sandbox) {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path planted = Files.createTempFile("planted", ".txt");
            try {
                Files.writeString(planted, UUID.randomUUID().toString());
                return attempt(sandbox, listener.getLocalPort(), planted);
            } finally {
                Files.delete(planted);
            }
        } catch (IOException e) {
            return Optional.of("the attempts to break out could not be made: " + e.getMessage());
        }
    }

    private static Optional<String> attempt(Sandbox sandbox, int port, Path planted) {
        String file = quoted(planted.toAbsolutePath());
        String folder = quoted(planted.toAbsolutePath().getParent());
        String home = quoted(Path.of(System.getProperty("user.home", "/")));
        List<String> tests = List.of(
                "assert reads(" + file + ") == 'held'",
                "assert reads('/etc/passwd') == 'held'",
                "assert environment() == 'held'",
                "assert memory() == 'held'",
                "assert connects(" + port + ") == 'held'",
                "assert writes([" + folder + ", " + home + ", '/', '/tmp', '/var/tmp', '/dev/shm']) == 'held'",
                "assert signals() == 'held'",
                "assert executes() == 'held'",
                "assert forks() == 'held'");
        TestSuite suite = new TestSuite(
                "reads",
                "",
                tests.stream().map(text -> new TestSuite.Test(text, false)).toList(),
                null,
                null);
        Judgement judgement = sandbox.judge(new Program(Harness.read("escapes"), suite));
        if (judgement.verdict() == Verdict.PASSED) {
            return Optional.empty();
        }
        return Optional.of(judgement.cases().stream()
                .filter(result -> !result.passed())
                .findFirst()
                .map(EscapeAttempts::describe)
                .orElse("it cannot run a program: " + judgement.verdict() + " " + judgement.detail()));
    }

    private static String describe(CaseResult result) {
        return "an attempt to break out was not stopped: " + result.call() + " gave "
                + (result.got() == null ? result.error() : result.got());
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
