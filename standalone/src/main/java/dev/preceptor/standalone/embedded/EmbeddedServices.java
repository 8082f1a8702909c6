package dev.preceptor.standalone.embedded;

import dev.preceptor.standalone.StandaloneException;
import io.quarkus.runtime.Quarkus;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The broker and every service in this JVM. One instance per JVM: Quarkus can be started once. */
public final class EmbeddedServices implements AutoCloseable {

    private static final long LONGEST_START_SECONDS = 180;
    /** Longer than trainer-service waits for the step that it computes. */
    private static final long LONGEST_STOP_MILLIS = 75_000;

    private static volatile Thread running;

    private final Thread thread;
    private final CompletableFuture<Void> ended;
    private final URI address;

    private EmbeddedServices(Thread thread, CompletableFuture<Void> ended, URI address) {
        this.thread = thread;
        this.ended = ended;
        this.address = address;
    }

    /**
     * Starts broker and services, and returns when run-service answers.
     *
     * @throws StandaloneException if they do not start
     */
    public static EmbeddedServices start(EmbeddedSettings settings) {
        settings.asProperties().forEach(System::setProperty);
        ConsoleLog.muteOnShutdown();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> Quarkus.run(ServicesApplication.class, (status, problem) -> {
                    if (problem == null) {
                        ended.complete(null);
                    } else {
                        ended.completeExceptionally(problem);
                    }
                }),
                "services");
        thread.setDaemon(true);
        running = thread;
        thread.start();
        EmbeddedServices services = new EmbeddedServices(thread, ended, settings.address());
        services.awaitStart(settings);
        return services;
    }

    /** The thread that ends when the services have stopped; null if none were started in this JVM. It does not stop them. */
    public static Thread running() {
        return running;
    }

    /** The address of run-service's REST API. */
    public URI address() {
        return address;
    }

    /** Completes when the services have ended; exceptionally if one of them failed. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        Quarkus.asyncExit(0);
        try {
            thread.join(LONGEST_STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart(EmbeddedSettings settings) {
        try {
            CompletableFuture.anyOf(ServicesApplication.UP, ended).get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw StartFailure.of(e.getCause(), settings);
        } catch (TimeoutException e) {
            throw new StandaloneException("the services did not start within " + LONGEST_START_SECONDS
                    + " seconds; the log says what they waited for: "
                    + settings.data().log());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StandaloneException("interrupted while the services started");
        }
        if (ended.isDone()) {
            throw new StandaloneException("the services ended as they started; the log says why: "
                    + settings.data().log());
        }
    }
}
