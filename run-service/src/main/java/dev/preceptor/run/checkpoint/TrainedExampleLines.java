package dev.preceptor.run.checkpoint;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes the examples of a training as JSON lines, in the order of their ids. One example is in memory at a time. */
@ApplicationScoped
class TrainedExampleLines {

    private static final byte[] LINE_FEED = {'\n'};

    private final RunQueries queries;
    private final ArtifactStore artifacts;

    TrainedExampleLines(RunQueries queries, ArtifactStore artifacts) {
        this.queries = queries;
        this.artifacts = artifacts;
    }

    /**
     * @throws UnknownIdException if it is not known which examples the round was trained on
     * @throws dev.preceptor.artifactstore.ArtifactException if their list cannot be read
     */
    StreamingOutput of(RunLedger run, int round) {
        String runId = run.run().runId();
        DataSet manifest = run.trainedExamples(round)
                .orElseThrow(() -> new UnknownIdException(
                        "round " + round + " of the run '" + runId + "' was not trained on known examples"));
        List<String> ids = artifacts.readDataSet(manifest);
        if (manifest.count() > 0 && queries.example(runId, ids.get(0)).isEmpty()) {
            throw new UnknownIdException(
                    "the examples of the run '" + runId
                            + "' were made by an earlier version, which did not keep them; ./preceptor export reads the topics");
        }
        return target -> {
            for (String id : ids) {
                Optional<TrainingExample> example = queries.example(runId, id);
                if (example.isPresent()) {
                    target.write(Json.mapper().writeValueAsBytes(example.get()));
                    target.write(LINE_FEED);
                } else {
                    throw new IOException("the example " + id + " of the run " + runId + " is not known");
                }
            }
        };
    }
}
