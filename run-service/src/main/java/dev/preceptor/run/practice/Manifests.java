package dev.preceptor.run.practice;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The lists of the examples that jobs are trained on: they grow with the run, so they lie in the artifact store. */
public final class Manifests {

    /** How far the clocks of two machines may be apart. Where they are further, a job reads more, and misses nothing. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final Function<List<String>, DataSet> put;

    /** @param put keeps lines in the artifact store */
    public Manifests(Function<List<String>, DataSet> put) {
        this.put = put;
    }

    /**
     * A job that names its examples instead of holding their ids.
     *
     * @param job with the ids, sorted
     * @throws dev.preceptor.artifactstore.ArtifactException if they cannot be kept
     */
    public TrainingJob naming(TrainingJob job, Run run) {
        Instant since = run.createdAt() == null ? null : run.createdAt().minus(CLOCKS_APART);
        return job.on(put.apply(job.exampleIds()), since);
    }
}
