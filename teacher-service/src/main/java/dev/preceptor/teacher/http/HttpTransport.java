package dev.preceptor.teacher.http;

import dev.preceptor.teacher.waiting.Waits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Sends one request and says what became of it. Nothing is tried again here, and the time limit holds for the whole answer
 * with its last byte.
 */
public final class HttpTransport {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    // The JDK's client sets these itself and refuses them.
    private static final Set<String> RESTRICTED = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final InstantSource clock;

    public HttpTransport(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The address of a server's resource.
     *
     * @throws IllegalArgumentException if the base is no http or https URL
     */
    public static URI uri(String baseUrl, String resource) {
        URI uri = URI.create(baseUrl.strip().replaceAll("/+$", "") + resource);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not an http or https URL");
        }
        return uri;
    }

    /** Posts a body; blocks until the whole answer is there or the time is over. */
    public HttpOutcome post(URI uri, Map<String, List<String>> headers, String body, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body));
        headers.forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            return received(response.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            response.cancel(true);
            return new HttpOutcome.Lost("no answer within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            response.cancel(true);
            throw Waits.interrupted();
        } catch (ExecutionException e) {
            return failure(e.getCause());
        }
    }

    private HttpOutcome received(HttpResponse<String> response) {
        String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
        return new HttpOutcome.Received(
                response.statusCode(),
                RetryAfter.parse(retryAfter, clock.instant()),
                response.headers().map(),
                response.body());
    }

    private static HttpOutcome failure(Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new HttpOutcome.Unreached("no connection" + because(cause));
        }
        if (cause instanceof IOException) {
            return new HttpOutcome.Lost("the connection broke" + because(cause));
        }
        throw new IllegalStateException("the request could not be sent", cause);
    }

    private static String because(Throwable cause) {
        return cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().strip().replaceAll("\\s+", " ");
    }
}
