package dev.preceptor.run.api;

import dev.preceptor.run.RunSettings;

/**
 * The limits of one request.
 *
 * @param body bytes of the whole
 * @param element bytes of one task or recorded attempt as it is sent
 * @param task bytes of one task as events carry it
 * @param dataSet the memory that the tasks of one set may take while they are assigned, in bytes
 */
record RequestLimits(long body, int element, int task, long dataSet) {

    /** The bytes that Java needs for a task in addition to its texts. */
    static final long TASK_OVERHEAD = 256;

    /** A data set takes at most this part of the heap, unless the settings say otherwise. */
    private static final int HEAP_SHARE = 4;

    static RequestLimits of(RunSettings settings, long body) {
        return new RequestLimits(
                body,
                settings.topics().maxMessageBytes(),
                settings.taskBytes(),
                settings.largestDataSet().orElse(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /**
     * @param set the name of the set in the request
     * @param weight its bytes, with the overhead of each element
     * @throws TooLargeException if the set takes more memory than allowed
     */
    void requireRoom(String set, long weight) {
        if (weight > dataSet) {
            throw new TooLargeException(set + ": has more than this service can keep at hand: " + dataSet
                    + " bytes, each element counted with " + TASK_OVERHEAD
                    + " more (run.largest-data-set; a quarter of Java's heap unless set)");
        }
    }
}
