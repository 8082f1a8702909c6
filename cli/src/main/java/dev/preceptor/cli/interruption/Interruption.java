package dev.preceptor.cli.interruption;

import dev.preceptor.languagemodel.checkpoint.PassingFolders;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Handles Ctrl-C: prints how to continue, stops what runs in this process, and ends it within some twelve seconds even if
 * something hangs. Files that were being written are removed, never left incomplete. The exit status is the signal's, 130.
 */
public final class Interruption implements AutoCloseable {

    /** Work that takes longer is lost and done again: a process may be killed at any time. */
    private static final long LONGEST_STOP_MILLIS = 11_000;

    private static final long SHORT_STOP_MILLIS = 3_000;

    private final AtomicBoolean workIsDone = new AtomicBoolean();
    private final PrintWriter err;
    private final String advice;
    private final Supplier<Thread> stop;

    /** @param stop returns the thread that ends when all has stopped, or null if there is nothing to stop */
    private Interruption(PrintWriter err, String advice, Supplier<Thread> stop) {
        this.err = err;
        this.advice = advice;
        this.stop = stop;
    }

    /**
     * Gives the services in this process time to stop, if there are any; anything else ends at once.
     *
     * @param advice what to print, one line
     */
    public static Interruption expected(PrintWriter err, String advice) {
        return registered(new Interruption(err, advice, EmbeddedServices::running));
    }

    /**
     * @param advice what to print, one line
     * @param stopping stops what runs in this process, and is given time to do it
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

    /** Whether this process was told to end. Errors from then on are expected and not shown. */
    public static boolean isInProgress() {
        return EndingSignal.arrived();
    }

    /** Declares the work done: a later end of the process is no interruption. Has no effect on one in progress. */
    public void over() {
        if (!isInProgress()) {
            workIsDone.set(true);
        }
    }

    /** As {@link #over}. */
    @Override
    public void close() {
        over();
    }

    private void end() {
        if (workIsDone.get()) {
            return;
        }
        // Mutiny prints traces of closing channels to System.err, past every logger; err still writes to the original
        // stream.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        err.println();
        err.println(advice);
        err.flush();
        Thread stopping = stop.get();
        boolean stopped = stopping != null && hasEnded(stopping);
        PassingFolders.abandon();
        if (!stopped) {
            EndingSignal.end();
        }
    }

    private boolean hasEnded(Thread stopping) {
        try {
            stopping.join(SHORT_STOP_MILLIS);
            if (stopping.isAlive()) {
                err.println("Waiting for what is being computed, some seconds at most ...");
                err.flush();
                stopping.join(LONGEST_STOP_MILLIS - SHORT_STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            err.println("Not waited for any longer: it is done again.");
            err.flush();
        }
        return !stopping.isAlive();
    }
}
