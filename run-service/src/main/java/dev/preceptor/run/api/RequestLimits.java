package dev.preceptor.run.api;

/**
 * How much one request may hold.
 *
 * @param body bytes of the whole
 * @param task bytes of one task or recorded attempt
 * @param dataSet what the tasks of one set may take of the memory in which they are handed out, in bytes
 */
record RequestLimits(long body, int task, long dataSet) {

    /** What Java needs for a task beside the bytes of its texts. */
    static final long TASK_OVERHEAD = 256;
}
