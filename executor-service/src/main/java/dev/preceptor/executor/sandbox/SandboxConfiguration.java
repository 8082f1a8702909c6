package dev.preceptor.executor.sandbox;

import java.util.List;

/**
 * Configuration of a {@link Sandbox}.
 *
 * @param judging where tests run
 * @param python the Python interpreter, 3.9 or newer, such as that of a virtual environment: a path, or a name on the PATH. Programs can
 *     import what it can import
 * @param preload modules that are imported once, before any program runs
 * @param workers maximum number of programs that run at a time
 * @param limits default limits of a program
 * @param most upper bounds of a task's own limits
 * @param seed hash seed and random seed of every program, so that repeated runs behave the same
 */
public record SandboxConfiguration(
        Isolation isolation,
        Judging judging,
        String python,
        List<String> preload,
        int workers,
        Limits limits,
        Limits most,
        int seed) {

    /** The strongest isolation that is available, {@code python3}, one worker per processor. */
    public static final SandboxConfiguration DEFAULT = new SandboxConfiguration(
            Isolation.AUTO,
            Judging.AUTO,
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
        return new SandboxConfiguration(other, judging, python, preload, workers, limits, most, seed);
    }

    public SandboxConfiguration withJudging(Judging other) {
        return new SandboxConfiguration(isolation, other, python, preload, workers, limits, most, seed);
    }

    public SandboxConfiguration withWorkers(int other) {
        return new SandboxConfiguration(isolation, judging, python, preload, other, limits, most, seed);
    }

    public SandboxConfiguration withLimits(Limits other) {
        return new SandboxConfiguration(isolation, judging, python, preload, workers, other, most, seed);
    }

    public SandboxConfiguration withPython(String other) {
        return new SandboxConfiguration(isolation, judging, other, preload, workers, limits, most, seed);
    }

    public SandboxConfiguration withPreload(List<String> other) {
        return new SandboxConfiguration(isolation, judging, python, other, workers, limits, most, seed);
    }

    public SandboxConfiguration withSeed(int other) {
        return new SandboxConfiguration(isolation, judging, python, preload, workers, limits, most, other);
    }
}
