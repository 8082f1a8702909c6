package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.RunDeletion;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes what one partition keeps of deleted runs, step by step: while something is left, it sends the deletion to itself again.
 */
final class DeletedSamples extends ContextualProcessor<String, RunDeletion, String, RunDeletion> {

    private final List<String> stores;
    private final int most;

    /**
     * @param stores whose keys begin with the run's id
     * @param most how many entries are deleted in one step
     */
    DeletedSamples(List<String> stores, int most) {
        this.stores = stores;
        this.most = most;
    }

    @Override
    public void process(Record<String, RunDeletion> record) {
        RunDeletion deletion = record.value();
        RunDataDeletion data =
                new RunDataDeletion(stores.stream().map(this::store).toList(), most);
        if (!data.delete(deletion.runId())) {
            context().forward(record.withValue(deletion.in(context().taskId().partition())));
        }
    }

    private KeyValueStore<String, ?> store(String name) {
        return context().getStateStore(name);
    }
}
