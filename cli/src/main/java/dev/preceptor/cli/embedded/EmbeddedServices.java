package dev.preceptor.cli.embedded;

import dev.preceptor.cli.CommandException;
import io.quarkus.runtime.Quarkus;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The broker and every service, running in this process. There can be one a process. */
public final class EmbeddedServices implements AutoCloseable {

    private static final long LONGEST_START_SECONDS = 180;
    /** Longer than trainer-service waits for its step. */
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
     * Starts them, and returns when run-service answers.
     *
     * @throws CommandException with one line, if something is in the way
     */
    public static EmbeddedServices start(EmbeddedSettings settings) {
        settings.asProperties().forEach(System::setProperty);
        ConsoleLog.endsWithTheProcess();
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

    /** What ends when they have, which is for somebody else to cause; null where none were started in this process. */
    static Thread running() {
        return running;
    }

    /** Where run-service's REST API is. */
    public URI address() {
        return address;
    }

    /** Completed when they have ended, exceptionally if something of theirs failed. */
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
            throw CommandException.failed("the services did not start within " + LONGEST_START_SECONDS
                    + " seconds; the log says what they waited for: "
                    + settings.data().log());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while the services started");
        }
        if (ended.isDone()) {
            throw CommandException.failed("the services ended as they started; the log says why: "
                    + settings.data().log());
        }
    }
}
