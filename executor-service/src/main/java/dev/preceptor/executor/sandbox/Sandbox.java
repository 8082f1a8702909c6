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

/**
 * Judges programs that nobody vouches for. Safe for use by many threads: as many programs run at a time as there are
 * workers, and further callers wait for their turn.
 */
public final class Sandbox implements AutoCloseable {

    private static final int TRIES = 2;

    private final SandboxConfiguration configuration;
    private final Interpreter interpreter;
    private final ScheduledThreadPoolExecutor watchdog;
    private final BlockingQueue<Worker> idle = new LinkedBlockingQueue<>();
    private final Set<Zygote> living = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private String pythonVersion;

    /** A place for one program at a time; its zygote is started when it is first needed, and again after a fault. */
    private static final class Worker {
        private Zygote zygote;
    }

    private Sandbox(SandboxConfiguration configuration, Interpreter interpreter) {
        this.configuration = configuration;
        this.interpreter = interpreter;
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
        // Each program sets an alarm for minutes and calls it off in milliseconds: it must not be kept till then.
        watchdog.setRemoveOnCancelPolicy(true);
        return watchdog;
    }

    /**
     * Starts a sandbox, which first tries to break out of itself.
     *
     * @throws SandboxException where Python or every tier of isolation that was asked for is missing, or where an
     *     attempt to break out succeeded; the message names it
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
        throw new SandboxException("no isolation is to be had: " + String.join("; ", reasons)
                + ". Allow one of them, or set executor.isolation=none to run programs unprotected");
    }

    /** Starts the first worker and lets it prove itself; returns what speaks against it. */
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

    /** The tier of isolation that holds; never AUTO. */
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
     * Judges a program. A fault of ours is tried again on a fresh worker; the verdict is SANDBOX_ERROR only where that
     * fails too, or where the task's own tests cannot be run.
     *
     * @throws SandboxException where the sandbox is closed, or the calling thread is interrupted while it waits
     */
    public Judgement judge(Program program) {
        Limits limits = configuration.limits().of(program.tests().limits(), configuration.most());
        Optional<String> flaw = outputTooLong(program.tests(), limits);
        if (flaw.isPresent()) {
            return Judgement.sandboxError("the task itself is at fault: " + flaw.get(), 0);
        }
        Worker worker = take();
        try {
            long started = System.nanoTime();
            String fault = null;
            for (int attempt = 0; attempt < TRIES; attempt++) {
                requireOpen();
                try {
                    Conclusion conclusion = conclude(worker, program, limits);
                    Optional<String> found = conclusion.fault();
                    if (found.isEmpty()) {
                        return conclusion.judgement();
                    }
                    fault = found.get();
                } catch (IOException | Zygote.RefusedException | SandboxException e) {
                    fault = e.getMessage();
                }
                discard(worker);
            }
            requireOpen();
            return Judgement.sandboxError(fault, (System.nanoTime() - started) / 1e9);
        } finally {
            idle.add(worker);
        }
    }

    private Conclusion conclude(Worker worker, Program program, Limits limits)
            throws IOException, Zygote.RefusedException {
        if (worker.zygote == null) {
            worker.zygote = newZygote();
        }
        return new Conclusion(
                program,
                worker.zygote.run(program, limits),
                limits.cpuSeconds(),
                limits.wallSeconds(),
                limits.memoryMegabytes());
    }

    /** Says which expected output no program could print under the limits. */
    private static Optional<String> outputTooLong(TestSuite tests, Limits limits) {
        for (int i = 0; i < tests.inputOutput().size(); i++) {
            if (tests.inputOutput().get(i).output().length() > limits.outputKilobytes() << 10) {
                return Optional.of("output " + (i + 1) + " is longer than a program may print; raise outputKilobytes"
                        + " in the task's limits, or executor.most.output-kilobytes");
            }
        }
        return Optional.empty();
    }

    private Zygote newZygote() throws Zygote.RefusedException {
        Zygote zygote = Zygote.start(interpreter, configuration, watchdog);
        living.add(zygote);
        if (closed) {
            zygote.close();
        }
        return zygote;
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

    /** Ends all workers, whatever they are at. */
    @Override
    public void close() {
        closed = true;
        living.forEach(Zygote::close);
        watchdog.shutdownNow();
    }
}
