package dev.preceptor.run.api;

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
}
