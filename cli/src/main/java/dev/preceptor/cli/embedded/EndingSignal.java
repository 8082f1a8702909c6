package dev.preceptor.cli.embedded;

import java.io.IOException;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signal that ends this process. To leave a JVM while native code computes may crash in it, and to wait for that code may take
 * minutes; but the operating system ends a process at once, and its exit status is then the signal's.
 */
final class EndingSignal {

    private static final String INTERRUPT = "INT";
    private static final long DELIVERED_WITHIN_MILLIS = 2_000;

    private static volatile Signal received;

    private EndingSignal() {}

    /** From here on it is known which one came. What it leads to stays as it is. */
    static void watch() {
        for (String name : List.of(INTERRUPT, "TERM", "HUP")) {
            try {
                Signal signal = new Signal(name);
                SignalHandler[] before = new SignalHandler[1];
                before[0] = Signal.handle(signal, came -> {
                    received = came;
                    before[0].handle(came);
                });
            } catch (IllegalArgumentException e) {
                // The JVM was told to leave it alone.
                System.getLogger(EndingSignal.class.getName()).log(System.Logger.Level.DEBUG, "not watched: {0}", name);
            }
        }
    }

    /** Whether one came, so that this process is about to end. */
    static boolean came() {
        return received != null;
    }

    /** Ends this process as the signal that came would have done by itself. */
    static void end() {
        Signal signal = received == null ? new Signal(INTERRUPT) : received;
        try {
            // Java raises no signal that it does not handle itself.
            Signal.handle(signal, SignalHandler.SIG_DFL);
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("sh", "-c", "kill -" + signal.getName() + " " + self).start();
            Thread.sleep(DELIVERED_WITHIN_MILLIS);
        } catch (IllegalArgumentException | IOException e) {
            System.getLogger(EndingSignal.class.getName()).log(System.Logger.Level.DEBUG, "no signal is to be had", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(128 + signal.getNumber());
    }
}
