package dev.preceptor.cli.embedded;

import dev.preceptor.languagemodel.checkpoint.PassingFolders;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What happens on Ctrl-C: the person is told how to go on, and the process ends within some twelve seconds whatever hangs. What was
 * being written is gone, not half there. The exit status is the signal's, 130.
 */
public final class Interruption implements AutoCloseable {

    /** What takes longer is done again: a process may be killed at any time. */
    private static final long LONGEST_STOP_MILLIS = 11_000;

    private static final long SHORT_STOP_MILLIS = 3_000;

    private final AtomicBoolean workIsDone = new AtomicBoolean();
    private final PrintWriter err;
    private final String advice;
    private final Supplier<Thread> stop;

    /** @param stop gives the thread that ends when all has stopped; null where nothing is to be stopped */
    private Interruption(PrintWriter err, String advice, Supplier<Thread> stop) {
        this.err = err;
        this.advice = advice;
        this.stop = stop;
    }

    /**
     * Where services run in this process, they are given the time to stop; anything else ends at once.
     *
     * @param advice what to print, one line
     */
    public static Interruption expected(PrintWriter err, String advice) {
        return registered(new Interruption(err, advice, EmbeddedServices::running));
    }

    /**
     * @param advice what to print, one line
     * @param stopping stops what runs in this process, and is given the time to
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

    /** Whether this process was told to end: what goes wrong from then on is no news. */
    public static boolean isUnderWay() {
        return EndingSignal.came();
    }

    /** From here on an end of the process is no interruption; one that is under way is not over by that. */
    public void over() {
        if (!isUnderWay()) {
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
        // Mutiny prints the trace of whatever a channel meets while it closes, past every logger; err is the stream as
        // it was.
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
