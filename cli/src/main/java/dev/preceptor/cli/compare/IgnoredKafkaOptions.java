package dev.preceptor.cli.compare;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/**
 * {@code --kafka}, {@code --kafka-settings} and {@code --prefix}, which {@code compare} needed when it read Kafka topics itself.
 * They are accepted for one more version.
 */
final class IgnoredKafkaOptions {

    private static final String DESCRIPTION = "Has no effect; will be removed. run-service reads its topics itself.";

    @Option(names = "--kafka", paramLabel = "HOST:PORT,...", description = DESCRIPTION)
    private String brokers;

    @Option(names = "--kafka-settings", paramLabel = "FILE", description = DESCRIPTION)
    private String settings;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = DESCRIPTION)
    private String prefix;

    /** Prints a warning if one of the options is set. */
    void warn(PrintWriter err) {
        if (brokers != null || settings != null || prefix != null) {
            err.println(
                    "warning: --kafka, --kafka-settings and --prefix have no effect on compare any more, and will be"
                            + " removed: run-service reads its topics itself");
        }
    }
}
