package dev.preceptor.cli.interruption;

import dev.preceptor.languagemodel.checkpoint.TemporaryFolders;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Handles Ctrl-C: prints how to continue, stops the services in this process, and ends it within about twelve seconds even
 * if one hangs. Files that were being written are removed, never left incomplete. The exit status is the signal's, 130.
 */
public final class Interruption implements AutoCloseable {

    /** Work that takes longer is abandoned and repeated on the next start, as after a kill of the process. */
    private static final long LONGEST_STOP_MILLIS = 11_000;

    private static final long SHORT_STOP_MILLIS = 3_000;

    private final AtomicBoolean workIsDone = new AtomicBoolean();
    private final PrintWriter err;
    private final String advice;
    private final Supplier<Thread> stop;

    /** @param stop starts the stop and returns the thread that ends with it, or null if there is nothing to stop */
    private Interruption(PrintWriter err, String advice, Supplier<Thread> stop) {
        this.err = err;
        this.advice = advice;
        this.stop = stop;
    }

    /**
     * Registers the handling of signals for a command whose services, if any, run in this process and are given time to stop.
     *
     * @param advice the line to print
     */
    public static Interruption expected(PrintWriter err, String advice) {
        return registered(new Interruption(err, advice, EmbeddedServices::running));
    }

    /**
     * Registers the handling of signals for a command with its own stop procedure.
     *
     * @param advice the line to print
     * @param stopping stops the work of this process, and is given time for it
     */
    public static Interruption expected(PrintWriter err, String advice, Runnable stopping) {
        return registered(new Interruption(err, advice, () -> {
            Thread thread = new Thread(stopping, "stopping");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }));
    }

    private static Interruption registered(Interruption interruption) {
        EndingSignal.watch();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::end, "interruption"));
        return interruption;
    }

    /** Whether a signal to end this process has arrived. Errors after it are expected and not printed. */
    public static boolean isInProgress() {
        return EndingSignal.arrived();
    }

    /** Declares the work done: the end of the process is then no interruption. Has no effect after a signal has arrived. */
    public void over() {
        if (!isInProgress()) {
            workIsDone.set(true);
        }
    }

    /** Same as {@link #over}. */
    @Override
    public void close() {
        over();
    }

    private void end() {
        if (workIsDone.get()) {
            return;
        }
        // Mutiny prints stack traces of closing channels to System.err without a logger; err still writes to the
        // original stream.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        err.println();
        err.println(advice);
        err.flush();
        Thread stopping = stop.get();
        boolean stopped = stopping != null && hasEnded(stopping);
        TemporaryFolders.deleteAll();
        if (!stopped) {
            EndingSignal.end();
        }
    }

    private boolean hasEnded(Thread stopping) {
        try {
            stopping.join(SHORT_STOP_MILLIS);
            if (stopping.isAlive()) {
                err.println("Waiting for the current computation, a few seconds at most ...");
                err.flush();
                stopping.join(LONGEST_STOP_MILLIS - SHORT_STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            err.println("Stopped waiting; the computation is repeated on the next start.");
            err.flush();
        }
        return !stopping.isAlive();
    }
}
