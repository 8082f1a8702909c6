package dev.preceptor.run.completion;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.run.api.ConflictException;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.ledger.RunLedger;
import java.util.Objects;
import java.util.Optional;

/** The names by which the student's endpoint knows the checkpoints of a run. */
final class CheckpointNames {

    private static final String TRAINED = "checkpoint:";
    private static final String AS_IT_CAME = "base:";

    private CheckpointNames() {}

    /**
     * @param round 0 is the student as it came, which the endpoint knows as the base of a checkpoint that was trained from it
     * @throws UnknownIdException if the round has made no checkpoint
     * @throws ConflictException if round 0 is asked before a checkpoint was trained
     */
    static String of(RunLedger run, int round) {
        if (round == 0) {
            return AS_IT_CAME
                    + run.report().rounds().stream()
                            .map(RoundReport::checkpoint)
                            .filter(Objects::nonNull)
                            .map(ArtifactStore::jobOf)
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElseThrow(() -> new ConflictException(
                                    "the run '" + run.run().runId()
                                            + "' has trained no checkpoint yet; the student can be tried after that"));
        }
        return TRAINED
                + Optional.ofNullable(run.examinee(round))
                        .flatMap(ArtifactStore::jobOf)
                        .orElseThrow(() -> new UnknownIdException(
                                "round " + round + " of the run '" + run.run().runId() + "' has no checkpoint"));
    }
}
