package dev.preceptor.cli.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens on Ctrl-C: the person is told how to go on, and the process ends soon whatever hangs. The JVM itself makes
 * the exit status 130.
 */
public final class Interruption {

    private static final int STATUS = 130;

    /** Longer than trainer-service waits for its step: to halt below one would crash in PyTorch. */
    private static final long LONGEST_STOP_MILLIS = 90_000;

    private static final long SHORT_STOP_MILLIS = 3_000;

    private final AtomicBoolean workIsDone = new AtomicBoolean();

    private Interruption() {}

    /** @param advice what to print, one line */
    public static Interruption expected(PrintWriter err, String advice) {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.tell(err, advice), "interruption"));
        return interruption;
    }

    /** From here on an end of the process is no interruption. */
    public void over() {
        workIsDone.set(true);
    }

    private void tell(PrintWriter err, String advice) {
        if (workIsDone.get()) {
            return;
        }
        // Mutiny prints the trace of whatever a channel meets while it closes, past every logger; err is the stream as
        // it was.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        err.println();
        err.println(advice);
        err.flush();
        Thread limit = new Thread(
                () -> {
                    try {
                        Thread.sleep(SHORT_STOP_MILLIS);
                        err.println("Waiting for what is being computed, a minute at most ...");
                        err.flush();
                        Thread.sleep(LONGEST_STOP_MILLIS - SHORT_STOP_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(STATUS);
                },
                "halt");
        limit.setDaemon(true);
        limit.start();
    }
}
