package dev.preceptor.run.job;

import dev.preceptor.contracts.event.Job;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The jobs of one partition that this instance owns.
 *
 * <p>A started job counts as started until the record of its end has been read, even if its thread has ended before: the records of
 * its progress, which are read with a delay, must not start it again.
 */
final class OwnedPartition {

    private final long end;
    private final Function<Job, JobThread> start;
    private final Map<String, Job> waiting = new LinkedHashMap<>();
    private final Map<String, JobThread> started = new HashMap<>();

    /**
     * @param end the partition's end at the assignment: before it, a record may have a successor
     * @param start starts the thread of a job
     */
    OwnedPartition(long end, Function<Job, JobThread> start) {
        this.end = end;
        this.start = start;
    }

    /** @param job empty if the record deletes the job */
    void read(String id, Optional<Job> job) {
        boolean running = job.isPresent() && job.get().state() == Job.State.RUNNING;
        if (running && !started.containsKey(id)) {
            waiting.put(id, job.get());
        }
        if (!running) {
            waiting.remove(id);
            JobThread thread = started.remove(id);
            if (thread != null) {
                thread.stopAsEnded();
            }
        }
    }

    /** Starts the jobs that have not ended, if the partition has been read to its end. */
    void startJobs(long position) {
        if (position >= end) {
            waiting.forEach((id, job) -> started.put(id, start.apply(job)));
            waiting.clear();
        }
    }

    /** Asks the jobs to stop, and does not wait. */
    void stop() {
        started.values().forEach(JobThread::stop);
    }

    /** Waits until the jobs have stopped, or until a time. */
    void join(Instant deadline) throws InterruptedException {
        for (JobThread thread : started.values()) {
            thread.join(deadline);
        }
    }
}
