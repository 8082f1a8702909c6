package dev.preceptor.cli.up;

import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: runs only the broker, in the process that {@code up} starts for it. */
@Command(
        name = "broker",
        description = "Start a Kafka broker without services, and run until stopped.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port for Kafka clients (default: 9092).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Directory for the topics, which are kept in DIR/kafka.")
    private Path data;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() throws Exception {
        OptionCheck.freePort("--port", port);
        Path folder = DataDirectory.create(data).path().resolve("kafka");
        EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
        Interruption.expected(
                self.commandLine().getErr(), "Stopped. All topics are kept in " + folder + ".", broker::close);
        self.commandLine().getErr().println("Kafka on " + broker.bootstrapServers() + ", topics in " + folder);
        Thread.currentThread().join();
        return 0;
    }
}
