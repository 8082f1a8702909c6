package dev.preceptor.cli.up;

import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: the broker alone, as {@code up} starts it. */
@Command(name = "broker", description = "Start a Kafka broker alone, until stopped.", mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Where Kafka clients connect (default: 9092).")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Its log is kept in DIR/kafka.")
    private Path data;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() throws Exception {
        Path folder = DataDirectory.create(data).path().resolve("kafka");
        EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
        Interruption.expected(
                self.commandLine().getErr(), "Stopped. What was written is kept in " + folder + ".", broker::close);
        self.commandLine().getErr().println("Kafka on " + broker.bootstrapServers() + ", its log in " + folder);
        Thread.currentThread().join();
        return 0;
    }
}
