package dev.preceptor.run.job;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;

/** A kind of job. A bean of this type is enough for its jobs to be performed. */
public interface JobKind {

    /** The compacted topic of the jobs of this kind, whose event type is {@link Job}. */
    Topic topic();

    /**
     * Performs a job, or continues it. It may be called again for the same job: after an error that may pass, after a restart, and on
     * another instance, for a short time also at the same moment. Every step must therefore have the same effect when it is repeated.
     *
     * <p>Exceptions that may pass (the broker, the ledgers or the artifact store are not available) are retried by the caller with
     * exponential backoff. Any other {@link RuntimeException} fails the job.
     *
     * @param job as it was last published
     * @param progress publishes progress
     * @return the result, in the artifact store
     * @throws JobFailedException if the job ends without a result
     * @throws InterruptedException if the instance stops, or another one takes over
     */
    DataSet perform(Job job, JobProgress progress) throws JobFailedException, InterruptedException;
}
