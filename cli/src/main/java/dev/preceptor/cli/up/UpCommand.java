package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.option.CredentialOption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.terminal.WebPage;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.processes.BackgroundStart;
import dev.preceptor.standalone.processes.LocalCluster;
import dev.preceptor.standalone.processes.PidFolder;
import dev.preceptor.standalone.processes.ProcessDefinition;
import dev.preceptor.standalone.processes.ProcessDefinitions;
import dev.preceptor.standalone.processes.ProcessSettings;
import dev.preceptor.standalone.processes.Replicas;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: starts the broker and all services as separate processes on this machine. */
@Command(
        name = "up",
        description = "Start the broker and all services as separate processes on this machine, and run until stopped.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--replicas",
            paramLabel = "NAME=N,...",
            description = "Number of processes of a service, for example executor=2,teacher=2 (default: one of each).")
    private String replicas;

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

    @Option(names = "--detach", description = "Return when all processes are ready; 'down' stops them.")
    private boolean detach;

    @Mixin
    private CredentialOption credentials;

    @Mixin
    private UpDirectory directory;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = self.commandLine().getErr();
        Replicas counts = checkedReplicas();
        Home home = Home.of(System.getenv());
        DataDirectory data = DataDirectory.create(directory.path(home));
        PidFolder pids = PidFolder.in(data);
        pids.requireNoneRunning(data);
        OptionCheck.freePort("--port", port);
        OptionCheck.freePort("--kafka-port", kafkaPort);
        OptionCheck.otherPort("--kafka-port", kafkaPort, "--port", port);
        ProcessDefinitions definitions = ProcessDefinitions.ofThisInstallation();
        List<ProcessDefinition> services = definitions.services(
                new ProcessSettings(data, home, port, kafkaPort, counts, credentials.checked(System.getenv())));
        if (detach) {
            err.println("Starting on " + data.path() + " ...");
            new BackgroundStart(data, pids).start(ownArguments(data));
            err.println("Watch at " + WebPage.ofRuns(address()));
            err.println("Serving on " + address() + ". './preceptor down --data " + data.path() + "' stops it.");
            return ExitStatus.SUCCESS;
        }
        supervise(
                new LocalCluster(definitions.broker(data, kafkaPort), services, pids, this::say),
                services.size(),
                data);
        return ExitStatus.SUCCESS;
    }

    /** Runs until a signal ends this process, or throws if a process fails repeatedly and is given up. */
    private void supervise(LocalCluster cluster, int services, DataDirectory data) throws InterruptedException {
        cluster.register();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            say("Stopping ...");
            cluster.stop();
            say("Stopped. All data is kept in " + data.path() + "; 'up' resumes it.");
        }));
        say("Starting broker and " + services + " services on " + data.path() + " ...");
        cluster.start();
        say("Watch at " + WebPage.ofRuns(address()));
        say("Serving on " + address() + ", Kafka on localhost:" + kafkaPort + ". Ctrl-C stops it.");
        cluster.awaitFailure();
    }

    private URI address() {
        return URI.create("http://localhost:" + port);
    }

    private Replicas checkedReplicas() {
        try {
            return Replicas.of(replicas);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--replicas: " + e.getMessage(), e);
        }
    }

    private List<String> ownArguments(DataDirectory data) {
        List<String> arguments =
                new ArrayList<>(List.of("up", "--data", data.path().toString()));
        arguments.addAll(List.of("--port", Integer.toString(port), "--kafka-port", Integer.toString(kafkaPort)));
        if (replicas != null) {
            arguments.addAll(List.of("--replicas", replicas));
        }
        credentials
                .checked(System.getenv())
                .forEach((variable, url) -> arguments.addAll(List.of("--credential", variable + "=" + url)));
        return arguments;
    }

    private synchronized void say(String line) {
        PrintWriter err = self.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
