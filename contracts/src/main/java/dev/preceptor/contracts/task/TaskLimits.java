package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What one program for a task may use. What is left out is as the executor has it by default; none exceeds what the
 * executor allows at most.
 *
 * @param cpuSeconds processor time, loading and all tests together
 * @param wallSeconds elapsed time in which it waits for something else than a processor
 * @param memoryMegabytes address space
 * @param threads further threads; other processes cannot be started at all
 * @param outputKilobytes of what it prints; the rest is dropped
 * @param fileKilobytes the largest file that it may write
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
     * Checks what is set.
     *
     * @throws IllegalArgumentException naming the limit that is too small
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
