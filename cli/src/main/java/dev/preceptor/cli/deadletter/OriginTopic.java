package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Topic;
import java.util.Arrays;
import java.util.List;

/** The topic that a person means: the one that letters came from, or that of the letters. */
final class OriginTopic {

    private OriginTopic() {}

    /** @throws CommandException if there is no such topic */
    static String named(String name) {
        String origin = name.replaceFirst("-dlq$", "");
        List<String> all = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        if (!all.contains(origin)) {
            throw CommandException.badInput("there is no topic '" + name + "'; there are " + String.join(", ", all));
        }
        return origin;
    }
}
