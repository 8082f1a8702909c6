package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Where a dead letter lies, written {@code attempts-dlq/2/17}: topic, partition, offset. */
record LetterAddress(String topic, int partition, long offset) {

    private static final Pattern WRITTEN = Pattern.compile("([a-zA-Z0-9._-]+-dlq)/([0-9]{1,9})/([0-9]{1,18})");

    /** @throws CommandException if the text is no such place */
    static LetterAddress of(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw CommandException.badInput(
                    "'" + text + "' is no dead letter; one looks like attempts-dlq/2/17, as 'dlq list' shows it");
        }
        return new LetterAddress(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
