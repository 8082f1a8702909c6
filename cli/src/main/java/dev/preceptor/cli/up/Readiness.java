package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits until processes can do their work, for a bounded time. */
final class Readiness {

    private static final Duration LONGEST = Duration.ofSeconds(180);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TO_ANSWER = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TO_ANSWER).build();
    private final CompletableFuture<Void> failure;

    /** @param failure ends the waiting when something else went wrong */
    Readiness(CompletableFuture<Void> failure) {
        this.failure = failure;
    }

    /** @throws CommandException if nobody listens there in time */
    void ofPort(Member member, int port) {
        await(member, () -> listens(port));
    }

    /** @throws CommandException if it does not say in time that it is ready */
    void of(Member member) {
        await(member, () -> saysSo(member.health()));
    }

    private void await(Member member, BooleanSupplier ready) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!ready.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw CommandException.failed(member.name() + " was not ready within " + LONGEST.toSeconds()
                        + " seconds; its log says why: " + member.log());
            }
            pause();
        }
    }

    private void pause() {
        try {
            failure.get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Nothing went wrong meanwhile.
        } catch (ExecutionException e) {
            throw (CommandException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean saysSo(URI health) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(TO_ANSWER).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }
}
