package dev.preceptor.run.practice;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The lists of the examples that jobs are trained on. They grow with the run, so they are in the artifact store. */
public final class Manifests {

    /** The greatest expected difference of two machines' clocks. A job reads examples from so much earlier on. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final Function<List<String>, DataSet> put;

    /** @param put stores lines in the artifact store */
    public Manifests(Function<List<String>, DataSet> put) {
        this.put = put;
    }

    /**
     * A job that names its examples instead of holding their ids.
     *
     * @param job with the ids, sorted
     * @throws dev.preceptor.artifactstore.ArtifactException if they cannot be stored
     */
    public TrainingJob naming(TrainingJob job, Run run) {
        Instant since = run.createdAt() == null ? null : run.createdAt().minus(CLOCKS_APART);
        return job.on(put.apply(job.exampleIds()), since);
    }
}
