package dev.preceptor.cli.kafka;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.TopicNames;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --prefix}: selects one of several installations that share a Kafka cluster. */
public final class PrefixOption {

    private static final String VARIABLE = "PRECEPTOR_PREFIX";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "Prefix of the topic names: the installation's preceptor.prefix (default: " + VARIABLE
                    + ", else none).")
    private String prefix;

    boolean given() {
        return prefix != null;
    }

    /**
     * The topic names with the prefix of the option, or else of the environment.
     *
     * @throws CommandException if the prefix cannot begin the name of a topic
     */
    public TopicNames names() {
        return prefix == null ? of(VARIABLE, ofEnvironment(System.getenv())) : of("--prefix", prefix);
    }

    /**
     * The topic names of the services in this process, which read the prefix from the environment only.
     *
     * @throws CommandException if the prefix cannot begin the name of a topic
     */
    public static TopicNames namesHere() {
        return of(VARIABLE, ofEnvironment(System.getenv()));
    }

    private static String ofEnvironment(Map<String, String> environment) {
        return environment.getOrDefault(VARIABLE, "");
    }

    private static TopicNames of(String source, String prefix) {
        try {
            return new TopicNames(prefix);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(source + ": " + e.getMessage(), e);
        }
    }
}
