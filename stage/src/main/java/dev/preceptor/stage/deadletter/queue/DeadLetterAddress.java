package dev.preceptor.stage.deadletter.queue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Topic, partition and offset of a dead letter, written {@code attempts-dlq/2/17}. */
public record DeadLetterAddress(String topic, int partition, long offset) {

    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9._-]+-dlq)/([0-9]{1,9})/([0-9]{1,18})");

    /** @throws IllegalArgumentException if the text is not of this form */
    public static DeadLetterAddress of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no dead letter; one looks like attempts-dlq/2/17");
        }
        return new DeadLetterAddress(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
