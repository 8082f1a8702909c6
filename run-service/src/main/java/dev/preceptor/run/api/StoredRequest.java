package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.RunSpecification;

/**
 * A request whose tasks are in the artifact store.
 *
 * @param asked the specification as it was written
 * @param practice null where the tasks are to be generated
 * @param recorded null where the student attempts the tasks itself
 * @param seeds null unless the tasks are to be generated
 * @param warning what makes the results of the run doubtful; null if nothing does
 */
public record StoredRequest(
        ObjectNode asked,
        RunSpecification specification,
        DataSet practice,
        DataSet exam,
        DataSet recorded,
        DataSet seeds,
        String warning) {

    /** A request that contains its practice tasks. */
    public StoredRequest(
            ObjectNode asked, RunSpecification specification, DataSet practice, DataSet exam, DataSet recorded) {
        this(asked, specification, practice, exam, recorded, null, null);
    }

    /** The identity of the run for this owner; the same request of another owner is another run. Null: nobody owns it. */
    RunIdentity identity(String owner) {
        return seeds == null
                ? RunIdentity.of(specification, practice, exam, recorded, owner)
                : RunIdentity.ofGenerated(specification, seeds, exam, owner);
    }

    StoredRequest with(RunSpecification other) {
        return new StoredRequest(asked, other, practice, exam, recorded, seeds, warning);
    }
}
