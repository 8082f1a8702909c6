package dev.preceptor.run.job;

import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The latest record of a job that is being performed. Not thread-safe. */
public final class JobProgress {

    private final Consumer<Job> publish;
    private Job job;

    /** @param publish writes a record of the job to its topic */
    public JobProgress(Job job, Consumer<Job> publish) {
        this.job = job;
        this.publish = publish;
    }

    /** The job with the progress so far. */
    public Job job() {
        return job;
    }

    /**
     * Publishes that the job has started a run. A run that is recorded already changes nothing.
     *
     * @throws dev.preceptor.run.topic.BrokerUnavailableException if the broker does not answer in time
     */
    public void started(String runId) {
        if (!job.runs().contains(runId)) {
            List<String> runs = new ArrayList<>(job.runs());
            runs.add(runId);
            publish(job.withRuns(runs));
        }
    }

    /**
     * Publishes the state of a generation of tasks. The same state as before is not published again.
     *
     * @throws dev.preceptor.run.topic.BrokerUnavailableException if the broker does not answer in time
     */
    public void reached(GenerationState state) {
        if (!state.equals(job.generation())) {
            publish(job.withGeneration(state));
        }
    }

    void publish(Job next) {
        publish.accept(next);
        job = next;
    }
}
