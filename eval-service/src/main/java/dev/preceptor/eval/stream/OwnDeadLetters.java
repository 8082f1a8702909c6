package dev.preceptor.eval.stream;

import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the dead letters that this service wrote itself, and drops all others. */
final class OwnDeadLetters extends ContextualProcessor<String, byte[], String, byte[]> {

    static final String SERVICE = "eval";

    @Override
    public void process(Record<String, byte[]> letter) {
        if (DeadLetterHeaders.service(letter.headers()).equals(SERVICE)) {
            context().forward(letter);
        }
    }
}
