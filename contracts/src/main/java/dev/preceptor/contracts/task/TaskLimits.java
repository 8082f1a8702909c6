package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The resource limits of one program. A null limit means the executor's default; the executor's maximum caps every
 * limit.
 *
 * @param cpuSeconds the CPU time of loading and all tests together, in seconds
 * @param wallSeconds the elapsed time, in seconds, that the program may spend waiting for something other than the CPU
 * @param memoryMegabytes the address space, in megabytes
 * @param threads the number of additional threads; child processes are never allowed
 * @param outputKilobytes the maximum output, in kilobytes; further output is discarded
 * @param fileKilobytes the maximum size of a file that the program writes, in kilobytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskLimits(
        Double cpuSeconds,
        Double wallSeconds,
        Integer memoryMegabytes,
        Integer threads,
        Integer outputKilobytes,
        Integer fileKilobytes) {

    /**
     * Checks the limits that are set.
     *
     * @throws IllegalArgumentException if a limit is too small; the message names it
     */
    public TaskLimits {
        atLeast("cpuSeconds", cpuSeconds, 0.1);
        atLeast("wallSeconds", wallSeconds, 0.1);
        atLeast("memoryMegabytes", memoryMegabytes, 64);
        atLeast("threads", threads, 0);
        atLeast("outputKilobytes", outputKilobytes, 0);
        atLeast("fileKilobytes", fileKilobytes, 4);
    }

    private static void atLeast(String name, Number value, double least) {
        if (value != null && !(value.doubleValue() >= least)) {
            throw new IllegalArgumentException(
                    "\"limits\": \"" + name + "\" must be at least " + least + ", is " + value);
        }
    }
}
