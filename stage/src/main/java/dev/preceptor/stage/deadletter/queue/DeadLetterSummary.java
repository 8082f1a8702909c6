package dev.preceptor.stage.deadletter.queue;

import dev.preceptor.contracts.TopicNames;
import java.util.Map;

/**
 * A dead letter in a list, without its event.
 *
 * @param letter its address, such as {@code attempts-dlq/2/17}
 * @param time when it was written
 * @param service the service that could not process it
 * @param run empty if the event has no key
 * @param task empty for an event of a whole run
 * @param cause the first line of the reason
 * @param replayed whether it was sent again
 */
public record DeadLetterSummary(
        String letter,
        String time,
        String service,
        String run,
        String task,
        String cause,
        boolean replayed,
        Map<String, String> headers) {

    public static DeadLetterSummary of(DeadLetter letter, boolean replayed, TopicNames names) {
        return new DeadLetterSummary(
                letter.address().toString(),
                letter.time().toString(),
                letter.service(names),
                letter.run(),
                letter.task(),
                letter.cause(),
                replayed,
                letter.headers());
    }
}
