package dev.preceptor.stage.shutdown;

/**
 * Priorities of observers of {@link io.quarkus.runtime.ShutdownEvent}. Everything is told to stop before anything is waited for, so
 * that a process stops in the time of its slowest part and not in the sum of all. Observers without a priority have 2500.
 */
public final class StopPriority {

    /** For the observer by which the application knows that it is shutting down. */
    public static final int BEGIN = 50;

    /** For an observer that tells threads or clients to stop, and does not wait for them. */
    public static final int TELL = 100;

    /** For an observer that uses clients for the last time. */
    public static final int LAST_USE = 200;

    /** For an observer that closes clients which the other observers may still use. */
    public static final int CLIENTS = 10_000;

    private StopPriority() {}
}
