package dev.preceptor.executor.sandbox;

/**
 * How programs are run.
 *
 * @param python the interpreter, 3.9 or newer: a path, or a name on the PATH
 * @param workers how many programs run at a time
 * @param limits of a task that has none of its own
 * @param most what a task's own limits cannot exceed
 * @param seed of the order of sets and of the random numbers that a program draws; the same, however often it is judged
 */
public record SandboxConfiguration(
        Isolation isolation, String python, int workers, Limits limits, Limits most, int seed) {

    /** The strongest isolation that is to be had, {@code python3}, a worker a processor. */
    public static final SandboxConfiguration DEFAULT = new SandboxConfiguration(
            Isolation.AUTO, "python3", Runtime.getRuntime().availableProcessors(), Limits.DEFAULT, Limits.MOST, 0);

    public SandboxConfiguration {
        if (workers < 1) {
            throw new SandboxException("executor.workers: must be at least 1, is " + workers);
        }
    }

    public SandboxConfiguration withIsolation(Isolation other) {
        return new SandboxConfiguration(other, python, workers, limits, most, seed);
    }

    public SandboxConfiguration withWorkers(int other) {
        return new SandboxConfiguration(isolation, python, other, limits, most, seed);
    }

    public SandboxConfiguration withLimits(Limits other) {
        return new SandboxConfiguration(isolation, python, workers, other, most, seed);
    }

    public SandboxConfiguration withPython(String other) {
        return new SandboxConfiguration(isolation, other, workers, limits, most, seed);
    }

    public SandboxConfiguration withSeed(int other) {
        return new SandboxConfiguration(isolation, python, workers, limits, most, other);
    }
}
