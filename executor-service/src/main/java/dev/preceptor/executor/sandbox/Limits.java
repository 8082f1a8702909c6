package dev.preceptor.executor.sandbox;

import dev.preceptor.contracts.task.TaskLimits;
import java.util.Objects;

/**
 * The resource limits of one program.
 *
 * @param cpuSeconds CPU time of loading and all tests together
 * @param wallSeconds wall-clock time, not counting the time that the program waits for a processor, so that it does not depend on
 *     how busy the machine is
 * @param memoryMegabytes address space
 * @param threads additional threads, enforced in tier A only; other processes cannot be started in any tier
 * @param outputKilobytes size of the output; a program on standard input that prints more fails, of other programs the rest is dropped
 * @param scratchKilobytes size of the scratch directory, and of each file
 */
public record Limits(
        double cpuSeconds,
        double wallSeconds,
        int memoryMegabytes,
        int threads,
        int outputKilobytes,
        int scratchKilobytes) {

    public static final Limits DEFAULT = new Limits(10, 60, 512, 16, 64, 16 * 1024);

    /** Default upper bounds of a task's own limits. */
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
     * The limits of a task: its own where set, otherwise these. A task's own limits are capped at {@code most}, or at these where they
     * are greater. A file is never larger than the scratch directory.
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

    /** A copy with another limit of CPU time, and six times as much wall-clock time. */
    public Limits withCpuSeconds(double seconds) {
        return new Limits(seconds, 6 * seconds, memoryMegabytes, threads, outputKilobytes, scratchKilobytes);
    }

    private static void atLeast(String setting, double value, double least) {
        if (!(value >= least)) {
            throw new SandboxException("executor.limits." + setting + ": must be at least " + least + ", is " + value);
        }
    }
}
