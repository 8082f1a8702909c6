package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.run.practice.Manifests;
import dev.preceptor.run.practice.Recordings;
import java.util.function.Consumer;

/**
 * What the runs need of the artifact store.
 *
 * @param practice the tasks of data sets
 * @param recordings attempts that were recorded before
 * @param manifests keeps the lists of the examples that jobs are trained on
 * @param discard deletes a checkpoint that no run has any more
 */
record RunArtifactAccess(
        DataSetTasks practice, Recordings recordings, Manifests manifests, Consumer<CheckpointReference> discard) {}
