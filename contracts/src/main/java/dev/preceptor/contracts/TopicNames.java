package dev.preceptor.contracts;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of the topics and consumer groups of one installation. Installations that share a Kafka cluster use
 * different prefixes, so neither reads the other's topics.
 *
 * @param prefix the prefix of every name; empty if the cluster is not shared
 */
public record TopicNames(String prefix) {

    private static final int LONGEST = 100;
    private static final Pattern ALLOWED = Pattern.compile("([a-zA-Z0-9][a-zA-Z0-9._-]{0," + (LONGEST - 1) + "})?");

    /** The names of an installation that does not share its cluster. */
    public static final TopicNames UNPREFIXED = new TopicNames("");

    /**
     * @throws IllegalArgumentException if a topic's name cannot begin with the prefix; the message is one line for
     *     users
     */
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

    /** Returns the full name of a topic's dead letter topic. */
    public String deadLetters(Topic topic) {
        return prefix + topic.deadLetters();
    }

    /** Returns the topic with a full name, or empty if this installation has none of that name. */
    public Optional<Topic> topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> of(topic).equals(name))
                .findFirst();
    }

    /**
     * Returns the full name of a consumer group, a Kafka Streams application or a transactional id, each unique in the
     * cluster.
     */
    public String group(String name) {
        return prefix + name;
    }
}
