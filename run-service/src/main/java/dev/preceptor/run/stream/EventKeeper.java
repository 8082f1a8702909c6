package dev.preceptor.run.stream;

import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the events of one kind in a store, so that requests read them by key, and passes them on. */
final class EventKeeper<E> extends ContextualProcessor<String, E, String, E> {

    private final String storeName;
    private final Function<E, String> key;
    private KeyValueStore<String, E> store;

    /** @param key of an event in the store; a later event of the same key replaces an earlier one */
    EventKeeper(String storeName, Function<E, String> key) {
        this.storeName = storeName;
        this.key = key;
    }

    @Override
    public void init(ProcessorContext<String, E> context) {
        super.init(context);
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, E> record) {
        store.put(key.apply(record.value()), record.value());
        context().forward(record);
    }
}
