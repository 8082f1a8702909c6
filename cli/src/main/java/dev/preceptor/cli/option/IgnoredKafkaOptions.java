package dev.preceptor.cli.option;

import dev.preceptor.cli.CommandException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * {@code --kafka}, {@code --kafka-settings} and {@code --prefix} of a command that used to connect to the broker and now uses
 * run-service. They are still accepted in this version.
 */
public final class IgnoredKafkaOptions {

    private static final String NAMES = "--kafka, --kafka-settings and --prefix";

    @Option(names = "--kafka", paramLabel = "HOST:PORT,...", hidden = true)
    private String brokers;

    @Option(names = "--kafka-settings", paramLabel = "FILE", hidden = true)
    private Path settings;

    @Option(names = "--prefix", paramLabel = "PREFIX", hidden = true)
    private String prefix;

    /**
     * Warns if one of the options is set.
     *
     * @param hasServer whether {@code --server} is set
     * @throws CommandException if it is not: the services in this process would do, and pay for, the work of the services that the
     *     options name
     */
    public void warn(boolean hasServer, PrintWriter err) {
        if (brokers == null && settings == null && prefix == null) {
            return;
        }
        if (!hasServer) {
            throw CommandException.badInput(
                    NAMES + " no longer select the services: use --server URL, the address of run-service");
        }
        err.println("warning: " + NAMES + " have no effect with --server, and the next version refuses them");
        err.flush();
    }
}
