package dev.preceptor.cli.option;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/**
 * {@code --kafka}, {@code --kafka-settings} and {@code --prefix} of commands that used Kafka topics themselves before run-service did.
 * They are accepted for one more version.
 */
public final class IgnoredKafkaOptions {

    /** The names, for messages. */
    public static final String NAMES = "--kafka, --kafka-settings and --prefix";

    private static final String DESCRIPTION = "Has no effect; will be removed. run-service uses its topics itself.";

    @Option(names = "--kafka", paramLabel = "HOST:PORT,...", description = DESCRIPTION)
    private String brokers;

    @Option(names = "--kafka-settings", paramLabel = "FILE", description = DESCRIPTION)
    private String settings;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = DESCRIPTION)
    private String prefix;

    /** Whether one of the options is set. */
    public boolean given() {
        return brokers != null || settings != null || prefix != null;
    }

    /** Prints a warning if one of the options is set. */
    public void warn(String command, PrintWriter err) {
        if (given()) {
            err.println("warning: " + NAMES + " have no effect on " + command
                    + " any more, and will be removed: run-service uses its topics itself");
            err.flush();
        }
    }
}
