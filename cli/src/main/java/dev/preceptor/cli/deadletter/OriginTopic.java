package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import java.util.Arrays;
import java.util.List;

/** The topic that a person means: the one that letters came from, or that of the letters, with or without its prefix. */
final class OriginTopic {

    private OriginTopic() {}

    /** @throws CommandException if there is no such topic */
    static String named(String name, TopicNames names) {
        String said = name.replaceFirst("-dlq$", "");
        List<String> all = Arrays.stream(Topic.values()).map(names::of).toList();
        String origin = all.contains(said) ? said : names.prefix() + said;
        if (!all.contains(origin)) {
            throw CommandException.badInput("there is no topic '" + name + "'; there are " + String.join(", ", all));
        }
        return origin;
    }
}
