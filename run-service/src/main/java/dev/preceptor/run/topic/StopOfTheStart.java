package dev.preceptor.run.topic;

/**
 * Interrupts a thread when the process is told to end. Quarkus lets a start come to its end before it heeds that, and one that
 * waits for a broker may not come to it for minutes.
 */
final class StopOfTheStart implements AutoCloseable {

    private final Thread hook;

    private StopOfTheStart(Thread hook) {
        this.hook = hook;
    }

    static StopOfTheStart interrupting(Thread starting) {
        Thread hook = new Thread(starting::interrupt, "stop-of-the-start");
        Runtime.getRuntime().addShutdownHook(hook);
        return new StopOfTheStart(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook has done its work.
        }
    }
}
