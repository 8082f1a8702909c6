package dev.preceptor.cli.serve;

import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.CredentialOption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.terminal.WebPage;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve}: runs the broker and all services in this process until it is stopped. */
@Command(
        name = "serve",
        description = "Start the broker and all services in one process, and run until stopped.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the REST API (default: 8080).")
    private int port;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port of the Kafka broker (default: 9092).")
    private int kafkaPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for topics, ledgers and checkpoints (default: ~/.preceptor/serve).")
    private Path data;

    @Mixin
    private CredentialOption credentials;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = self.commandLine().getErr();
        OptionCheck.freePort("--port", port);
        OptionCheck.freePort("--kafka-port", kafkaPort);
        OptionCheck.otherPort("--kafka-port", kafkaPort, "--port", port);
        Map<String, String> access = ServiceAccess.of(credentials.checked(System.getenv()), System.getenv());
        Home home = Home.of(System.getenv());
        DataDirectory folder = DataDirectory.create(data == null ? home.path().resolve("serve") : data);
        Interruption interruption =
                Interruption.expected(err, "Stopped. All data is kept in " + folder.path() + "; 'serve' resumes it.");
        err.println("Starting broker and services on " + folder.path() + " ...");
        EmbeddedServices services =
                EmbeddedServices.start(new EmbeddedSettings(folder, home, port, kafkaPort, access, "INFO"));
        err.println("Watch at " + WebPage.ofRuns(services.address()));
        err.println("Serving on " + services.address() + ", Kafka on localhost:" + kafkaPort + ". Ctrl-C stops it.");
        try {
            services.ended().get();
        } finally {
            interruption.over();
        }
        return 0;
    }
}
