package dev.preceptor.run.api;

import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;

/** Finds the runs that requests name. */
@ApplicationScoped
public class KnownRuns {

    private final RunQueries queries;

    KnownRuns(RunQueries queries) {
        this.queries = queries;
    }

    /**
     * @throws UnknownIdException if there is no such run
     * @throws dev.preceptor.run.stream.LedgersNotReadyException while the ledgers are being restored
     */
    public RunLedger ledger(String runId) {
        return queries.run(runId)
                .orElseThrow(() ->
                        new UnknownIdException("there is no run '" + runId + "'; GET /runs lists those there are"));
    }
}
