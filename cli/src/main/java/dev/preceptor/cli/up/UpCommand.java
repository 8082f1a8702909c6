package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.embedded.CredentialOption;
import dev.preceptor.cli.embedded.DataDirectory;
import dev.preceptor.cli.embedded.Home;
import dev.preceptor.standalone.LoopbackPort;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Broker and services as processes of this machine. */
@Command(
        name = "up",
        description = "Start broker and services as separate processes on this machine, until stopped.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--replicas",
            paramLabel = "NAME=N,...",
            description = "How many processes of a service, for example executor=2,teacher=2 (default: one of each).")
    private String replicas;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "Of the REST API (default: 8080).")
    private int port;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Where Kafka clients connect (default: 9092).")
    private int kafkaPort;

    @Option(names = "--detach", description = "Return when all are ready; 'down' ends them.")
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
        Home home = Home.of(System.getenv());
        DataDirectory data = DataDirectory.made(directory.path(home));
        PidFolder pids = PidFolder.in(data);
        pids.requireNobody(data);
        requireFree(port, "--port");
        requireFree(kafkaPort, "--kafka-port");
        Installation installation = Installation.here();
        List<Member> services = installation.services(
                Replicas.of(replicas), data, home, port, kafkaPort, credentials.checked(System.getenv()));
        if (detach) {
            new Background(data, pids).start(ownArguments(data), err);
            err.println("Serving on http://localhost:" + port + ". './preceptor down --data " + data.path()
                    + "' stops it.");
            return ExitStatus.SUCCESS;
        }
        supervise(installation.broker(data, kafkaPort), services, pids, data);
        return ExitStatus.SUCCESS;
    }

    /** Returns only when something failed, by an exception; it is stopped by a signal. */
    private void supervise(Member broker, List<Member> services, PidFolder pids, DataDirectory data)
            throws InterruptedException {
        Supervisor supervisor = new Supervisor(pids.path(), this::say, new Health()::isReady);
        PidFile own = PidFile.of(pids.path(), PidFolder.SUPERVISOR);
        own.write(ProcessHandle.current());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            say("Stopping ...");
            supervisor.stop();
            own.delete();
            say("Stopped. What was done is kept in " + data.path() + "; 'up' goes on with it.");
        }));
        say("Starting broker and " + services.size() + " services on " + data.path() + " ...");
        Readiness readiness = new Readiness(supervisor.failure());
        supervisor.start(broker);
        readiness.of(broker);
        services.forEach(supervisor::start);
        services.forEach(readiness::of);
        services.forEach(service -> say("  " + service.name() + " is ready: " + service.health()));
        pids.markReady();
        say("Serving on http://localhost:" + port + ", Kafka on localhost:" + kafkaPort + ". Ctrl-C stops it.");
        try {
            supervisor.failure().get();
        } catch (ExecutionException e) {
            throw (CommandException) e.getCause();
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

    private static void requireFree(int port, String option) {
        if (!LoopbackPort.isFree(port)) {
            throw CommandException.failed(
                    "port " + port + " is in use by another process: choose another with " + option);
        }
    }
}
