package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.StandaloneException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Broker and services as processes of this machine: started in order, supervised, ended in reverse order. */
public final class LocalCluster {

    private final ProcessDefinition broker;
    private final List<ProcessDefinition> services;
    private final PidFolder pids;
    private final PidFile own;
    private final Consumer<String> report;
    private final Supervisor supervisor;

    /** @param report gets lines for a person: which process is ready, died or was killed; thread-safe */
    public LocalCluster(
            ProcessDefinition broker, List<ProcessDefinition> services, PidFolder pids, Consumer<String> report) {
        this.broker = broker;
        this.services = List.copyOf(services);
        this.pids = pids;
        this.own = PidFile.of(pids.path(), PidFolder.SUPERVISOR);
        this.report = report;
        this.supervisor = new Supervisor(pids.path(), report, new HealthCheck()::isReady);
    }

    /** Writes this JVM's own pid file, by which {@link PidFolder#endAll} finds it. */
    public void register() {
        own.write(ProcessHandle.current());
    }

    /**
     * Starts the broker and then the services, and returns when all are ready.
     *
     * @throws StandaloneException if one of them does not become ready
     */
    public void start() {
        ReadinessWait readiness = new ReadinessWait(supervisor.failure());
        supervisor.start(broker);
        readiness.await(broker);
        services.forEach(supervisor::start);
        services.forEach(readiness::await);
        services.forEach(service -> report.accept("  " + service.name() + " is ready: " + service.health()));
        pids.markReady();
    }

    /**
     * Returns only by an exception.
     *
     * @throws StandaloneException when a process is given up
     */
    public void awaitFailure() throws InterruptedException {
        try {
            supervisor.failure().get();
        } catch (ExecutionException e) {
            throw (StandaloneException) e.getCause();
        }
    }

    /** Ends all processes, and returns when they have ended. */
    public void stop() {
        supervisor.stop();
        own.delete();
    }
}
