package dev.preceptor.executor.sandbox;

/**
 * What one program may use.
 *
 * @param cpuSeconds processor time, loading and all tests together
 * @param wallSeconds elapsed time, the backstop for a program that waits
 * @param memoryMegabytes address space
 * @param threads further threads; other processes cannot be started at all. Holds in tier A only
 * @param outputKilobytes of what it prints; the rest is dropped
 * @param scratchKilobytes what its scratch directory holds
 */
public record Limits(
        double cpuSeconds,
        double wallSeconds,
        int memoryMegabytes,
        int threads,
        int outputKilobytes,
        int scratchKilobytes) {

    public static final Limits DEFAULT = new Limits(5, 30, 512, 16, 64, 16 * 1024);

    public Limits {
        atLeast("cpu-seconds", cpuSeconds, 0.1);
        atLeast("wall-seconds", wallSeconds, cpuSeconds);
        atLeast("memory-megabytes", memoryMegabytes, 64);
        atLeast("threads", threads, 0);
        atLeast("output-kilobytes", outputKilobytes, 0);
        atLeast("scratch-kilobytes", scratchKilobytes, 4);
    }

    /** The same, with another limit on processor time; elapsed time is six times as much, for a machine may be busy. */
    public Limits withCpuSeconds(double seconds) {
        return new Limits(seconds, 6 * seconds, memoryMegabytes, threads, outputKilobytes, scratchKilobytes);
    }

    private static void atLeast(String setting, double value, double least) {
        if (!(value >= least)) {
            throw new SandboxException("executor.limits." + setting + ": must be at least " + least + ", is " + value);
        }
    }
}
