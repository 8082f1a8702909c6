package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import dev.preceptor.stage.deadletter.queue.OriginTopic;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** Opens the dead letter topics for a command. Error messages name the options to change. */
final class DeadLetterAccess {

    private DeadLetterAccess() {}

    /** @throws CommandException if the broker does not answer */
    static <T> T with(KafkaOptions kafka, Function<DeadLetterQueue, T> work) {
        try (DeadLetterQueue queue = new DeadLetterQueue(kafka.client(), kafka.names())) {
            return work.apply(queue);
        } catch (KafkaException e) {
            throw CommandException.failed(
                    "cannot read dead letters from the broker at " + kafka.brokers() + ": " + reason(e)
                            + "; --kafka names another",
                    e);
        }
    }

    /** Kafka's message, with that of its cause: a client that cannot be made names the wrong setting only there. */
    private static String reason(KafkaException e) {
        return e.getCause() == null
                ? e.getMessage()
                : e.getMessage() + ": " + e.getCause().getMessage();
    }

    /** @throws CommandException if the text is not an address */
    static DeadLetterAddress address(String text) {
        try {
            return DeadLetterAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(e.getMessage() + ", as 'dlq list' shows it", e);
        }
    }

    /**
     * @param topic null for all topics
     * @throws CommandException if there is no such topic
     */
    static String origin(String topic, TopicNames names) {
        try {
            return topic == null ? null : OriginTopic.named(topic, names);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(e.getMessage(), e);
        }
    }

    /** The error for an address without a dead letter. */
    static CommandException missing(DeadLetterAddress address) {
        return CommandException.badInput("there is no dead letter " + address + "; 'dlq list' shows the existing ones");
    }
}
