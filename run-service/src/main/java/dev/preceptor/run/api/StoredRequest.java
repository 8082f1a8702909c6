package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.RunSpecification;

/**
 * A request whose tasks lie in the artifact store.
 *
 * @param asked the specification as it was written
 * @param recorded null where the student attempts the tasks itself
 */
record StoredRequest(
        ObjectNode asked, RunSpecification specification, DataSet practice, DataSet exam, DataSet recorded) {

    private static final int DIGITS = 8;

    /** The run that it is where nobody owns it. */
    String runId() {
        return RunIdentity.of(specification, practice, exam, recorded);
    }

    /** The run that it is of an owner: the same request of another is another run. */
    String runId(String owner) {
        return owner == null
                ? runId()
                : specification.name() + "-"
                        + Ids.of("owned-run", owner, runId()).substring(0, DIGITS);
    }

    StoredRequest with(RunSpecification other) {
        return new StoredRequest(asked, other, practice, exam, recorded);
    }
}
