package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.DataSet;
import java.util.Set;

/**
 * What a run may have in the artifact store.
 *
 * @param jobs its training jobs; their checkpoints belong to it alone
 * @param dataSets its data sets, which other runs may use too
 */
public record RunArtifacts(Set<String> jobs, Set<DataSet> dataSets) {}
