package dev.preceptor.run.api;

/**
 * How much one request may hold.
 *
 * @param body bytes of the whole
 * @param element bytes of one task or recorded attempt as it is sent
 * @param task bytes of one task as events carry it
 * @param dataSet what the tasks of one set may take of the memory in which they are handed out, in bytes
 */
record RequestLimits(long body, int element, int task, long dataSet) {

    /** What Java needs for a task beside the bytes of its texts. */
    static final long TASK_OVERHEAD = 256;
}
