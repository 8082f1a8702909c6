package dev.preceptor.stage.shutdown;

/**
 * Interrupts the starting thread when the process is told to end. Quarkus would complete the start first, and a start that waits
 * for a broker may take minutes.
 */
public final class StartupInterrupt implements AutoCloseable {

    private final Thread hook;

    private StartupInterrupt(Thread hook) {
        this.hook = hook;
    }

    /** Interrupts the thread at once if the process is already ending. */
    public static StartupInterrupt interrupting(Thread starting) {
        Thread hook = new Thread(starting::interrupt, "startup-interrupt");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            starting.interrupt();
        }
        return new StartupInterrupt(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs or has run.
        }
    }
}
