package dev.preceptor.stage.deadletter.queue;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import java.util.Arrays;
import java.util.List;

/** Finds the topic that dead letters came from by its name, or by that of its dead letters, with or without prefix. */
public final class OriginTopic {

    private OriginTopic() {}

    /**
     * The full name of the topic, with the prefix.
     *
     * @throws IllegalArgumentException if there is no such topic
     */
    public static String named(String name, TopicNames names) {
        String topic = name.replaceFirst("-dlq$", "");
        List<String> all = Arrays.stream(Topic.values()).map(names::of).toList();
        String origin = all.contains(topic) ? topic : names.prefix() + topic;
        if (!all.contains(origin)) {
            throw new IllegalArgumentException("there is no topic '" + name + "'; there are " + String.join(", ", all));
        }
        return origin;
    }
}
