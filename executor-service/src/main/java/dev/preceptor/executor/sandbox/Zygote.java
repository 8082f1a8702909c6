package dev.preceptor.executor.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.Transcript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One warm Python process; judges one program at a time. Not safe for use by many threads. */
final class Zygote implements AutoCloseable {

    /** First character of the zygote's closing line. */
    private static final char MARK = '\u0001';

    private static final long START_TIMEOUT_SECONDS = 30;
    private static final long GRACE_SECONDS = 10;

    /** The zygote ends an idle program at the latest after this multiple of its wall-clock limit. */
    private static final int MAX_WALL_TIME_MULTIPLE = 10;

    /** The tier is not available on this machine; the message says what is missing. */
    static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    /** Importing a module that is to be preloaded starts threads, and a process with threads must not fork. */
    static final class StartsThreadsException extends Exception {

        private final String module;

        StartsThreadsException(String module, String threads) {
            super(threads);
            this.module = module;
        }

        String module() {
            return module;
        }
    }

    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;
    private final ScheduledExecutorService watchdog;
    private String version;

    private Zygote(Process process, ScheduledExecutorService watchdog) {
        this.process = process;
        this.requests = process.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.watchdog = watchdog;
    }

    /**
     * Starts a zygote and waits until it has confined itself.
     *
     * @throws RefusedException if the tier is not available
     * @throws StartsThreadsException if a module cannot be preloaded; the message has the names of its threads
     * @throws SandboxException if a module that is to be preloaded cannot be imported
     */
    static Zygote start(Interpreter interpreter, SandboxConfiguration configuration, ScheduledExecutorService watchdog)
            throws RefusedException, StartsThreadsException {
        ProcessBuilder builder = new ProcessBuilder(
                        interpreter.path(), "-s", "-S", "-B", "-X", "utf8", "-c", Harness.bootstrap())
                .directory(Path.of("/").toFile());
        builder.environment().clear();
        // A program sees the same order of its sets however often it is judged.
        builder.environment().put("PYTHONHASHSEED", Integer.toString(configuration.seed()));
        Zygote zygote;
        try {
            zygote = new Zygote(builder.start(), watchdog);
        } catch (IOException e) {
            throw new RefusedException(interpreter.path() + " cannot be started: " + e.getMessage());
        }
        try {
            zygote.begin(Harness.start(configuration, interpreter.libraries()));
            return zygote;
        } catch (RefusedException | StartsThreadsException | SandboxException e) {
            zygote.close();
            throw e;
        }
    }

    private void begin(byte[] start) throws RefusedException, StartsThreadsException {
        ScheduledFuture<?> alarm = watchdog.schedule(this::kill, START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        try {
            requests.write(start);
            requests.flush();
            String line = answers.readLine();
            JsonNode answer =
                    line == null ? Json.mapper().missingNode() : Json.mapper().readTree(line);
            if (answer.has("refused")) {
                throw new RefusedException(answer.get("refused").asText());
            }
            if (answer.has("unusable")) {
                throw new SandboxException(answer.get("unusable").asText());
            }
            if (answer.has("startsThreads")) {
                List<String> threads = new ArrayList<>();
                answer.get("threads").forEach(name -> threads.add(name.asText()));
                throw new StartsThreadsException(answer.get("startsThreads").asText(), String.join(", ", threads));
            }
            if (!answer.has("ready")) {
                throw new RefusedException("Python ended at its start" + lastError());
            }
            version = answer.get("ready").asText();
        } catch (IOException e) {
            throw new RefusedException("Python ended at its start" + lastError());
        } finally {
            alarm.cancel(false);
        }
    }

    private String lastError() {
        try (BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            // Through its handle, as Process.destroyForcibly closes the error stream that is read here.
            process.toHandle().destroyForcibly();
            return errors.lines()
                    .reduce((first, second) -> second)
                    .map(line -> ": " + line)
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** The version of Python. */
    String version() {
        return version;
    }

    /**
     * Runs a program and its tests.
     *
     * @throws IOException if the zygote died or had to be killed; it must not be used again
     */
    Transcript run(Program program, Limits limits, Judging judging) throws IOException {
        long milliseconds = Math.round(1000 * MAX_WALL_TIME_MULTIPLE * limits.wallSeconds())
                + TimeUnit.SECONDS.toMillis(GRACE_SECONDS);
        ScheduledFuture<?> alarm = watchdog.schedule(this::kill, milliseconds, TimeUnit.MILLISECONDS);
        try {
            requests.write(Harness.request(program, limits, judging));
            requests.flush();
            List<String> facts = new ArrayList<>();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (!line.isEmpty() && line.charAt(0) == MARK) {
                    return Transcript.parse(facts, line.substring(1));
                }
                if (!line.isEmpty()) {
                    facts.add(line);
                }
            }
            throw new IOException("the zygote ended");
        } finally {
            alarm.cancel(false);
        }
    }

    private void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            requests.close();
        } catch (IOException e) {
            // The process is dead, so data that was not written does not matter.
        }
    }
}
