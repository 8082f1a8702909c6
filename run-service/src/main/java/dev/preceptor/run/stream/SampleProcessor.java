package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Folds one kind of event into the ledgers of samples. The processors of all kinds share one store, since their topics are keyed by
 * the task and have the same number of partitions.
 */
final class SampleProcessor<E> extends ContextualProcessor<String, E, String, RunEvent> {

    private final Function<E, SampleAddress> address;
    private final BiFunction<SampleLedger, E, List<RunEvent>> fold;
    private final Function<E, Map<String, String>> longTexts;
    private KeyValueStore<String, SampleLedger> samples;
    private KeyValueStore<String, String> texts;

    /** @param longTexts the texts of an event that are too long for the ledger, by name */
    SampleProcessor(
            Function<E, SampleAddress> address,
            BiFunction<SampleLedger, E, List<RunEvent>> fold,
            Function<E, Map<String, String>> longTexts) {
        this.address = address;
        this.fold = fold;
        this.longTexts = longTexts;
    }

    @Override
    public void init(ProcessorContext<String, RunEvent> context) {
        super.init(context);
        samples = context.getStateStore(LedgerStores.SAMPLES);
        texts = context.getStateStore(LedgerStores.TEXTS);
    }

    @Override
    public void process(Record<String, E> record) {
        SampleAddress at = address.apply(record.value());
        SampleLedger known = samples.get(at.key());
        SampleLedger ledger = known == null ? new SampleLedger(at) : known;
        List<RunEvent> news = fold.apply(ledger, record.value());
        samples.put(at.key(), ledger);
        longTexts.apply(record.value()).forEach((name, text) -> texts.put(SampleTexts.key(at, name), text));
        news.forEach(event -> context().forward(record.withValue(event)));
    }
}
