package dev.preceptor.executor.sandbox;

import dev.preceptor.contracts.task.TaskLimits;
import java.util.Objects;

/**
 * What one program may use.
 *
 * @param cpuSeconds processor time, loading and all tests together
 * @param wallSeconds elapsed time in which the program waits for something else than a processor, so that it does not
 *     matter how busy the machine is
 * @param memoryMegabytes address space
 * @param threads further threads; other processes cannot be started at all. Holds in tier A only
 * @param outputKilobytes of what it prints; the rest is dropped
 * @param scratchKilobytes what its scratch directory holds, and a file at most
 */
public record Limits(
        double cpuSeconds,
        double wallSeconds,
        int memoryMegabytes,
        int threads,
        int outputKilobytes,
        int scratchKilobytes) {

    public static final Limits DEFAULT = new Limits(10, 60, 512, 16, 64, 16 * 1024);

    /** What no task may exceed, unless that is set otherwise. */
    public static final Limits MOST = new Limits(60, 300, 4096, 64, 1024, DEFAULT.scratchKilobytes());

    public Limits {
        atLeast("cpu-seconds", cpuSeconds, 0.1);
        atLeast("wall-seconds", wallSeconds, cpuSeconds);
        atLeast("memory-megabytes", memoryMegabytes, 64);
        atLeast("threads", threads, 0);
        atLeast("output-kilobytes", outputKilobytes, 0);
        atLeast("scratch-kilobytes", scratchKilobytes, 4);
    }

    /**
     * The limits of a task: its own where it has some, and these elsewhere; never more than the most, nor than these
     * where they are more than that. A file is never larger than the scratch directory.
     */
    Limits of(TaskLimits task, Limits most) {
        if (task == null) {
            return this;
        }
        double cpu = Math.min(
                Objects.requireNonNullElse(task.cpuSeconds(), cpuSeconds), Math.max(cpuSeconds, most.cpuSeconds));
        double wall = Objects.requireNonNullElse(task.wallSeconds(), Math.max(wallSeconds, cpu));
        return new Limits(
                cpu,
                Math.max(cpu, Math.min(wall, Math.max(wallSeconds, most.wallSeconds))),
                limit(task.memoryMegabytes(), memoryMegabytes, most.memoryMegabytes),
                limit(task.threads(), threads, most.threads),
                limit(task.outputKilobytes(), outputKilobytes, most.outputKilobytes),
                limit(task.fileKilobytes(), scratchKilobytes, scratchKilobytes));
    }

    private static int limit(Integer wanted, int byDefault, int most) {
        return wanted == null ? byDefault : Math.min(wanted, Math.max(byDefault, most));
    }

    /** The same, with another limit on processor time; elapsed time is six times as much. */
    public Limits withCpuSeconds(double seconds) {
        return new Limits(seconds, 6 * seconds, memoryMegabytes, threads, outputKilobytes, scratchKilobytes);
    }

    private static void atLeast(String setting, double value, double least) {
        if (!(value >= least)) {
            throw new SandboxException("executor.limits." + setting + ": must be at least " + least + ", is " + value);
        }
    }
}
