package dev.preceptor.cli.interruption;

import java.io.IOException;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signal that ends this process. A JVM that exits while native code computes may crash, and waiting for that code may take
 * minutes. Raising the signal again with its default action ends the process at once, with the signal's exit status.
 */
final class EndingSignal {

    private static final String INTERRUPT = "INT";
    private static final long DELIVERY_TIMEOUT_MILLIS = 10_000;

    private static volatile Signal received;

    private EndingSignal() {}

    /** Records which signal arrives. The signal is handled as before. */
    static void watch() {
        for (String name : List.of(INTERRUPT, "TERM", "HUP")) {
            try {
                Signal signal = new Signal(name);
                SignalHandler[] before = new SignalHandler[1];
                before[0] = Signal.handle(signal, arrived -> {
                    received = arrived;
                    before[0].handle(arrived);
                });
            } catch (IllegalArgumentException e) {
                // The JVM runs with -Xrs and leaves signals alone.
                System.getLogger(EndingSignal.class.getName()).log(System.Logger.Level.DEBUG, "not watched: {0}", name);
            }
        }
    }

    /** Whether a signal has arrived, so that this process is about to end. */
    static boolean arrived() {
        return received != null;
    }

    /** Ends this process as the default action of the signal does. */
    static void end() {
        Signal signal = received == null ? new Signal(INTERRUPT) : received;
        try {
            // Signal.raise rejects signals that Java does not handle, so a shell sends it.
            Signal.handle(signal, SignalHandler.SIG_DFL);
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("sh", "-c", "kill -" + signal.getName() + " " + self).start();
            Thread.sleep(DELIVERY_TIMEOUT_MILLIS);
        } catch (IllegalArgumentException | IOException e) {
            System.getLogger(EndingSignal.class.getName())
                    .log(System.Logger.Level.DEBUG, "the signal could not be raised", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(128 + signal.getNumber());
    }
}
