package dev.preceptor.contracts;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the topics and groups of one installation are called. Two installations share a Kafka cluster under two prefixes: neither
 * reads what the other writes.
 *
 * @param prefix before every name; empty where the cluster is not shared
 */
public record TopicNames(String prefix) {

    private static final int LONGEST = 100;
    private static final Pattern ALLOWED = Pattern.compile("([a-zA-Z0-9][a-zA-Z0-9._-]{0," + (LONGEST - 1) + "})?");

    /** The names of an installation that shares its cluster with no other. */
    public static final TopicNames UNPREFIXED = new TopicNames("");

    /** @throws IllegalArgumentException with a line for people, if Kafka could not name a topic so */
    public TopicNames {
        if (!ALLOWED.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "the prefix '" + prefix + "' cannot begin the name of a topic: it is at most " + LONGEST
                            + " letters, digits, dots, underscores and hyphens, and begins with a letter or a digit");
        }
    }

    public String of(Topic topic) {
        return prefix + topic.topicName();
    }

    /** The topic of the records of that one which could not be processed for a reason of ours. */
    public String deadLetters(Topic topic) {
        return prefix + topic.deadLetters();
    }

    /** The topic that is called so; empty where none of this installation is. */
    public Optional<Topic> topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> of(topic).equals(name))
                .findFirst();
    }

    /** A consumer group, a Kafka Streams application or a transactional id: each is one for the cluster. */
    public String group(String name) {
        return prefix + name;
    }
}
