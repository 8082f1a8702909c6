package dev.preceptor.contracts.event;

/**
 * The score of one task in an exam.
 *
 * @param samples the number of judged samples, without faulted ones
 * @param passed the number of judged samples that passed
 * @param faulted the number of samples that an infrastructure fault kept from being judged
 */
public record TaskScore(String taskId, int samples, int passed, int faulted) {

    /** Compares the shares of the judged samples that passed, without rounding. Both scores need a judged sample. */
    public int compareShare(TaskScore other) {
        return Long.compare((long) passed * other.samples, (long) other.passed * samples);
    }
}
