package dev.preceptor.executor.sandbox;

import java.util.List;

/**
 * How programs are run.
 *
 * @param python the interpreter, 3.9 or newer, or that of a virtual environment: a path, or a name on the PATH. What it
 *     can import, programs can
 * @param preload modules that are imported once, before any program runs
 * @param workers how many programs run at a time
 * @param limits of a task that has none of its own
 * @param most what a task's own limits cannot exceed
 * @param seed of the order of sets and of the random numbers that a program draws; the same, however often it is judged
 */
public record SandboxConfiguration(
        Isolation isolation, String python, List<String> preload, int workers, Limits limits, Limits most, int seed) {

    /** The strongest isolation that is to be had, {@code python3}, a worker a processor. */
    public static final SandboxConfiguration DEFAULT = new SandboxConfiguration(
            Isolation.AUTO,
            "python3",
            List.of(),
            Runtime.getRuntime().availableProcessors(),
            Limits.DEFAULT,
            Limits.MOST,
            0);

    public SandboxConfiguration {
        preload = List.copyOf(preload);
        if (workers < 1) {
            throw new SandboxException("executor.workers: must be at least 1, is " + workers);
        }
    }

    public SandboxConfiguration withIsolation(Isolation other) {
        return new SandboxConfiguration(other, python, preload, workers, limits, most, seed);
    }

    public SandboxConfiguration withWorkers(int other) {
        return new SandboxConfiguration(isolation, python, preload, other, limits, most, seed);
    }

    public SandboxConfiguration withLimits(Limits other) {
        return new SandboxConfiguration(isolation, python, preload, workers, other, most, seed);
    }

    public SandboxConfiguration withPython(String other) {
        return new SandboxConfiguration(isolation, other, preload, workers, limits, most, seed);
    }

    public SandboxConfiguration withPreload(List<String> other) {
        return new SandboxConfiguration(isolation, python, other, workers, limits, most, seed);
    }

    public SandboxConfiguration withSeed(int other) {
        return new SandboxConfiguration(isolation, python, preload, workers, limits, most, other);
    }
}
