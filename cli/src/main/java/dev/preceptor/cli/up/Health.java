package dev.preceptor.cli.up;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks processes whether they can do their work. Safe for many threads. */
final class Health {

    private static final Duration TO_ANSWER = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TO_ANSWER).build();

    boolean isReady(Member member) {
        URI health = member.health();
        return health.getScheme().equals("tcp") ? listens(health) : saysSo(health);
    }

    private static boolean listens(URI address) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
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
            return false;
        }
    }
}
