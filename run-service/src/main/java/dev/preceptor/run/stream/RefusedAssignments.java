package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.run.ledger.RunLedger;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Assignments of practice tasks that the student could not answer. They are kept until their run is resumed. */
record RefusedAssignments(KeyValueStore<String, Assignment> store) {

    void keep(Assignment assignment) {
        store.put(key(assignment), assignment);
    }

    /** Those of the current round, on the terms that the run has now. They are kept no longer; nor are those of earlier rounds. */
    List<Assignment> take(RunLedger ledger) {
        List<KeyValue<String, Assignment>> kept = new ArrayList<>();
        String ofRun = ledger.run().runId() + "/";
        try (KeyValueIterator<String, Assignment> all = store.prefixScan(ofRun, new StringSerializer())) {
            all.forEachRemaining(kept::add);
        }
        kept.forEach(entry -> store.delete(entry.key));
        return kept.stream()
                .map(entry -> entry.value)
                .filter(assignment -> assignment.round() == ledger.round())
                .map(assignment -> under(ledger.run(), assignment))
                .toList();
    }

    private static Assignment under(Run run, Assignment assignment) {
        return assignment
                .withStudent(run.student())
                .withTeaching(assignment
                        .teaching()
                        .by(run.specification().teacher(), run.specification().teachers()));
    }

    private static String key(Assignment assignment) {
        String task = RunStores.taskKey(
                assignment.runId(), assignment.round(), assignment.task().id());
        return task + "/" + assignment.sample() + "/" + assignment.step();
    }
}
