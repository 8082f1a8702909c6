package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.DataSet;
import java.util.Set;

/**
 * What a run may have in the artifact store.
 *
 * @param jobs the training jobs that it has asked for; their checkpoints are its own
 * @param dataSets which other runs may have, too
 */
public record RunArtifacts(Set<String> jobs, Set<DataSet> dataSets) {}
