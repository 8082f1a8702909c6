package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.run.lesson.SampleLedger;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Deletes the samples of deleted runs in one partition, step by step: while some are left, it sends the deletion to itself again. */
final class DeletedSamples extends ContextualProcessor<String, RunDeletion, String, RunDeletion> {

    private final int most;

    /** @param most how many entries are deleted in one step */
    DeletedSamples(int most) {
        this.most = most;
    }

    @Override
    public void process(Record<String, RunDeletion> record) {
        RunDeletion deletion = record.value();
        KeyValueStore<String, SampleLedger> samples = context().getStateStore(LedgerStores.SAMPLES);
        KeyValueStore<String, String> texts = context().getStateStore(LedgerStores.TEXTS);
        if (!new RunDataDeletion(List.of(samples, texts), most).delete(deletion.runId())) {
            context().forward(record.withValue(deletion.in(context().taskId().partition())));
        }
    }
}
