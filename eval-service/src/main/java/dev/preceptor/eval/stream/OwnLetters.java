package dev.preceptor.eval.stream;

import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Lets those dead letters pass that this service has put aside itself. */
final class OwnLetters extends ContextualProcessor<String, byte[], String, byte[]> {

    static final String SERVICE = "eval";

    @Override
    public void process(Record<String, byte[]> letter) {
        if (DeadLetterHeaders.service(letter.headers()).equals(SERVICE)) {
            context().forward(letter);
        }
    }
}
