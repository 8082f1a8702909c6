package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import dev.preceptor.stage.stream.KeptByPrefix;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Forgets the samples of deleted runs that one partition keeps; what is more than it does at a time it tells itself again. */
final class DeletedSamples extends ContextualProcessor<String, RunDeletion, String, RunDeletion> {

    private final int most;

    /** @param most how many entries are deleted at a time */
    DeletedSamples(int most) {
        this.most = most;
    }

    @Override
    public void process(Record<String, RunDeletion> record) {
        RunDeletion deletion = record.value();
        KeyValueStore<String, SampleLedger> samples = context().getStateStore(LedgerStores.SAMPLES);
        if (KeptByPrefix.delete(samples, SampleAddress.prefix(deletion.runId()), most) == most) {
            context().forward(record.withValue(deletion.in(context().taskId().partition())));
        }
    }
}
