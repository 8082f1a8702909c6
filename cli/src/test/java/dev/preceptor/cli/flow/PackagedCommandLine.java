package dev.preceptor.cli.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code quarkus-run.jar} in a process of its own, its outputs in files. */
final class PackagedCommandLine implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 240;

    /** A build in the background ignores interrupts, its children inherit that, and a JVM leaves it so. */
    private static final String HEED_INTERRUPTS =
            "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])";

    private final Process process;
    private final Path out;
    private final Path err;

    private PackagedCommandLine(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param home what {@code PRECEPTOR_HOME} is, and where the outputs go */
    static PackagedCommandLine start(Path home, String... arguments) throws IOException {
        return start(home, Map.of(), arguments);
    }

    /** @param environment beside what it has anyway */
    static PackagedCommandLine start(Path home, Map<String, String> environment, String... arguments)
            throws IOException {
        Files.createDirectories(home);
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-c",
                HEED_INTERRUPTS,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // As ./preceptor starts it: a process of a test is too short for the optimising compiler.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dpreceptor.root=" + System.getProperty("preceptor.root"),
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("PRECEPTOR_HOME", home.toString(), "OMP_WAIT_POLICY", "PASSIVE"));
        builder.environment().putAll(environment);
        builder.environment().remove("OPENAI_API_KEY");
        return new PackagedCommandLine(
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** Its exit status. */
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end within " + PATIENCE_SECONDS + " seconds; it said: " + err());
        }
        return process.exitValue();
    }

    /** Waits until it has ended, however long that takes, and checks that it succeeded. */
    void awaitEnd() throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new AssertionError("it failed: " + err());
        }
    }

    /** Waits for a word on standard error. */
    void awaitWord(String word) throws InterruptedException {
        await(() -> err().contains(word), "to say '" + word + "'");
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for the command " + what + "; it said: " + err());
            }
            Thread.sleep(20);
        }
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** As the kernel does when memory is short. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
