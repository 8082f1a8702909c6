package dev.preceptor.executor.sandbox;

import dev.preceptor.executor.judge.Conclusion;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Judges untrusted programs in isolated worker processes. Safe for use by many threads: each worker runs one program at a time, and
 * further callers wait for a worker.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Sandbox.class);
    private static final int MAX_ATTEMPTS = 2;

    /** What a program needs to find its tests, and rarely needs for anything else. */
    private static final Pattern LOOKS_AT_ITS_PROCESS = Pattern.compile(
            "_getframe|_current_frames|f_back|f_locals|f_globals|tb_frame"
                    + "|gi_frame|cr_frame|\\bgc\\b|ctypes|/proc/|setprofile|settrace|addaudithook|_preceptor|inspect\\.(?:stack|currentframe)");

    private final SandboxConfiguration configuration;
    private final Interpreter interpreter;
    private final ScheduledThreadPoolExecutor watchdog;
    private final BlockingQueue<Worker> idle = new LinkedBlockingQueue<>();
    private final Set<Zygote> living = ConcurrentHashMap.newKeySet();
    private volatile List<String> preload;
    private volatile boolean closed;
    private String pythonVersion;

    /** Runs one program at a time. Its zygote is started on first use, and again after a fault. */
    private static final class Worker {
        private Zygote zygote;
    }

    private Sandbox(SandboxConfiguration configuration, Interpreter interpreter) {
        this.configuration = configuration;
        this.interpreter = interpreter;
        this.preload = configuration.preload();
        this.watchdog = watchdog();
        for (int i = 0; i < configuration.workers(); i++) {
            idle.add(new Worker());
        }
    }

    private static ScheduledThreadPoolExecutor watchdog() {
        ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sandbox-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        // Each program schedules an alarm for minutes later and cancels it within milliseconds; it must not stay in the
        // queue till then.
        watchdog.setRemoveOnCancelPolicy(true);
        return watchdog;
    }

    /**
     * Starts a sandbox and runs its self-test, which tries to escape.
     *
     * @throws SandboxException if Python or all requested tiers of isolation are missing, or if an attempt to escape succeeded; the
     *     message names it
     */
    public static Sandbox start(SandboxConfiguration configuration) {
        Interpreter interpreter = Interpreter.resolve(configuration.python());
        List<Isolation> candidates = configuration.isolation() == Isolation.AUTO
                ? List.of(Isolation.A, Isolation.B)
                : List.of(configuration.isolation());
        List<String> reasons = new ArrayList<>();
        for (Isolation isolation : candidates) {
            Sandbox sandbox = new Sandbox(configuration.withIsolation(isolation), interpreter);
            Optional<String> objection = sandbox.firstStart();
            if (objection.isEmpty()) {
                return sandbox;
            }
            sandbox.close();
            reasons.add("tier " + isolation.word() + ": " + objection.get());
        }
        throw new SandboxException("no isolation is available: " + String.join("; ", reasons)
                + ". Allow one of them, or set executor.isolation=none to run programs unprotected");
    }

    /** Starts the first worker and runs the self-test; returns the reason where this tier cannot be used. */
    private Optional<String> firstStart() {
        Worker worker = idle.remove();
        try {
            worker.zygote = newZygote();
            pythonVersion = worker.zygote.version();
        } catch (Zygote.RefusedException e) {
            return Optional.of(e.getMessage());
        } finally {
            idle.add(worker);
        }
        return configuration.isolation() == Isolation.NONE ? Optional.empty() : EscapeAttempts.firstThatSucceeds(this);
    }

    /** The tier of isolation in use; never AUTO. */
    public Isolation isolation() {
        return configuration.isolation();
    }

    /** For example {@code 3.11.2}. */
    public String pythonVersion() {
        return pythonVersion;
    }

    public int workers() {
        return configuration.workers();
    }

    /**
     * Judges a program. A fault of the sandbox is retried once with a fresh worker. The verdict is SANDBOX_ERROR if that fails too, or
     * if the task's own tests cannot be run.
     *
     * @throws SandboxException if the sandbox is closed, or the thread is interrupted while it waits
     */
    public Judgement judge(Program program) {
        Limits limits = configuration.limits().of(program.tests().limits(), configuration.most());
        Optional<String> flaw = outputTooLong(program.tests(), limits);
        if (flaw.isPresent()) {
            return Judgement.sandboxError("the task itself is at fault: " + flaw.get(), 0);
        }
        Worker worker = take();
        try {
            return judge(worker, program, limits, configuration.judging());
        } finally {
            idle.add(worker);
        }
    }

    private Judgement judge(Worker worker, Program program, Limits limits, Judging judging) {
        long started = System.nanoTime();
        String fault = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            requireOpen();
            try {
                Conclusion conclusion = conclude(worker, program, limits, judging);
                Optional<String> found = conclusion.fault();
                if (found.isEmpty()) {
                    return mayGoInside(conclusion, program)
                            ? judge(worker, program, limits, Judging.INSIDE)
                            : conclusion.judgement();
                }
                fault = found.get();
            } catch (IOException | Zygote.RefusedException | SandboxException e) {
                fault = e.getMessage();
            }
            discard(worker);
        }
        requireOpen();
        return Judgement.sandboxError(fault, (System.nanoTime() - started) / 1e9);
    }

    /** Whether the tests have to run again inside. A failure stands where the program's text looks as if it would forge its result. */
    private static boolean mayGoInside(Conclusion conclusion, Program program) {
        return conclusion.reasonForInside().isPresent()
                && !(conclusion.failedOutside()
                        && LOOKS_AT_ITS_PROCESS.matcher(program.code()).find());
    }

    private Conclusion conclude(Worker worker, Program program, Limits limits, Judging judging)
            throws IOException, Zygote.RefusedException {
        if (worker.zygote == null) {
            worker.zygote = newZygote();
        }
        return new Conclusion(
                program,
                worker.zygote.run(program, limits, judging),
                limits.cpuSeconds(),
                limits.wallSeconds(),
                limits.memoryMegabytes());
    }

    /** Describes an expected output that is longer than the limits allow; empty where there is none. */
    private static Optional<String> outputTooLong(TestSuite tests, Limits limits) {
        for (int i = 0; i < tests.inputOutput().size(); i++) {
            int longest = limits.outputKilobytes() << 10;
            if (tests.inputOutput().get(i).output().stream().anyMatch(output -> output.length() > longest)) {
                return Optional.of("output " + (i + 1) + " is longer than a program may print; raise outputKilobytes"
                        + " in the task's limits, or executor.most.output-kilobytes");
            }
        }
        return Optional.empty();
    }

    private Zygote newZygote() throws Zygote.RefusedException {
        while (true) {
            try {
                Zygote zygote = Zygote.start(interpreter, configuration.withPreload(preload), watchdog);
                living.add(zygote);
                if (closed) {
                    zygote.close();
                }
                return zygote;
            } catch (Zygote.StartsThreadsException e) {
                leaveOut(e.module(), e.getMessage());
            }
        }
    }

    /** Preloads this module no more; each program that uses it has to import it. */
    private synchronized void leaveOut(String module, String threads) {
        if (preload.contains(module)) {
            LOG.warnf(
                    "executor.preload: %s is not preloaded, because importing it starts threads (%s), which forked processes would"
                            + " lack. Each program that uses it imports it, which counts against the program's limits.",
                    module, threads);
            preload = preload.stream().filter(name -> !name.equals(module)).toList();
        }
    }

    private void discard(Worker worker) {
        if (worker.zygote != null) {
            worker.zygote.close();
            living.remove(worker.zygote);
            worker.zygote = null;
        }
    }

    private Worker take() {
        try {
            while (true) {
                requireOpen();
                Worker worker = idle.poll(1, TimeUnit.SECONDS);
                if (worker != null) {
                    return worker;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting for a worker", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new SandboxException("the sandbox is closed");
        }
    }

    /** Kills all workers, also those that are running a program. */
    @Override
    public void close() {
        closed = true;
        living.forEach(Zygote::close);
        watchdog.shutdownNow();
    }
}
