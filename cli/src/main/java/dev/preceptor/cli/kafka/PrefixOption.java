package dev.preceptor.cli.kafka;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.TopicNames;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which of several installations on one Kafka is meant. */
public final class PrefixOption {

    private static final String VARIABLE = "PRECEPTOR_PREFIX";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "Of the installation's topics, where it has its preceptor.prefix (default: " + VARIABLE
                    + ", else none).")
    private String prefix;

    boolean given() {
        return prefix != null;
    }

    /**
     * What the option says, else the environment.
     *
     * @throws CommandException if no topic can be named so
     */
    public TopicNames names() {
        return prefix == null ? of(VARIABLE, ofEnvironment(System.getenv())) : of("--prefix", prefix);
    }

    /**
     * Those of the services in this process, which ask the environment alone.
     *
     * @throws CommandException if no topic can be named so
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
