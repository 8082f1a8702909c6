package dev.preceptor.httpclient;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * HTTP client for servers of language models. It sends one request and reports its outcome; it never retries and never follows a
 * redirect. Safe for use by many threads.
 *
 * <p>The JDK's client, not Quarkus REST Client: the outcome must tell a connection that was never established, which costs nothing,
 * from a request that was sent and may be billed, and the timeout must cover the response to its last byte.
 */
public final class ModelServerClient {

    private static final int OK = 200;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    // The JDK's client sets these itself and rejects them from callers.
    private static final Set<String> RESTRICTED = Set.of("connection", "content-length", "expect", "host", "upgrade");
    private static final HttpOutcome CANCELLED = new HttpOutcome.Lost("cancelled");
    private static final Map<String, List<String>> JSON =
            Map.of("Content-Type", List.of("application/json"), "Accept", List.of("application/json"));

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final InstantSource clock;

    /** @param clock for headers that name the time of the next request as a date */
    public ModelServerClient(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The URL of a server's resource.
     *
     * @param baseUrl with or without a slash at its end
     * @param resource begins with a slash, or is empty
     * @throws IllegalArgumentException if the base is not an http or https URL
     */
    public static URI uri(String baseUrl, String resource) {
        URI uri = URI.create(baseUrl.strip().replaceAll("/+$", "") + resource);
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("not an http or https URL");
        }
        return uri;
    }

    /**
     * The URI of a resource that a server has beside the path of OpenAI's API, such as {@code /tokenize}.
     *
     * @param baseUrl the URL of the API, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if it is not an http or https URL
     */
    public static URI beside(String baseUrl, String resource) {
        return uri(baseUrl.strip().replaceFirst("(/v1)?/*$", ""), resource);
    }

    /**
     * Posts JSON, with the key as bearer token; otherwise as {@link #post}.
     *
     * @param key null for none
     */
    public HttpOutcome postJson(URI uri, String key, String body, Duration timeout) throws InterruptedException {
        return post(uri, jsonHeaders(key), body, timeout);
    }

    /**
     * Gets JSON, with the key as bearer token; otherwise as {@link #post}.
     *
     * @param key null for none
     */
    public HttpOutcome get(URI uri, String key, Duration timeout) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri).GET(), jsonHeaders(key), timeout);
    }

    private static Map<String, List<String>> jsonHeaders(String key) {
        Map<String, List<String>> headers = new HashMap<>(JSON);
        if (key != null) {
            headers.put("Authorization", List.of("Bearer " + key));
        }
        return headers;
    }

    /**
     * Posts a body. Blocks until the whole response has arrived, the timeout has passed, or {@link #cancelAll} is called.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile; the request is cancelled
     */
    public HttpOutcome post(URI uri, Map<String, List<String>> headers, String body, Duration timeout)
            throws InterruptedException {
        return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)), headers, timeout);
    }

    /** Posts a body that is read while it is sent; otherwise as {@link #post(URI, Map, String, Duration)}. */
    public HttpOutcome post(
            URI uri, Map<String, List<String>> headers, HttpRequest.BodyPublisher body, Duration timeout)
            throws InterruptedException {
        return send(HttpRequest.newBuilder(uri).POST(body), headers, timeout);
    }

    /** Gets a resource with these headers; otherwise as {@link #post(URI, Map, String, Duration)}. */
    public HttpOutcome get(URI uri, Map<String, List<String>> headers, Duration timeout) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri).GET(), headers, timeout);
    }

    /**
     * Gets a resource into a file. The body of a response with status 200 is in the file, and that of the outcome is empty; any other
     * outcome leaves the file undefined.
     */
    public HttpOutcome download(URI uri, Map<String, List<String>> headers, Path file, Duration timeout)
            throws InterruptedException {
        HttpResponse.BodyHandler<byte[]> handler = response -> response.statusCode() == OK
                ? BodySubscribers.mapping(BodySubscribers.ofFile(file), path -> new byte[0])
                : BodySubscribers.ofByteArray();
        return send(HttpRequest.newBuilder(uri).GET(), headers, handler, timeout);
    }

    private HttpOutcome send(HttpRequest.Builder request, Map<String, List<String>> headers, Duration timeout)
            throws InterruptedException {
        return send(request, headers, BodyHandlers.ofByteArray(), timeout);
    }

    private HttpOutcome send(
            HttpRequest.Builder request,
            Map<String, List<String>> headers,
            HttpResponse.BodyHandler<byte[]> handler,
            Duration timeout)
            throws InterruptedException {
        headers.forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request.build(), handler);
        inFlight.add(response);
        try {
            // HttpRequest's own timeout ends with the response's headers.
            return received(response.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            response.cancel(true);
            return new HttpOutcome.Lost("no answer within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        } catch (CancellationException e) {
            return CANCELLED;
        } catch (ExecutionException e) {
            return failure(e.getCause());
        } finally {
            inFlight.remove(response);
        }
    }

    /** Cancels all requests in flight; their outcome is {@link HttpOutcome.Lost}. */
    public void cancelAll() {
        inFlight.forEach(response -> response.cancel(true));
    }

    private HttpOutcome received(HttpResponse<byte[]> response) {
        return new HttpOutcome.Received(
                response.statusCode(),
                RetryAfter.of(response.statusCode(), response.headers(), clock.instant()),
                response.headers().map(),
                BodyText.of(response.body(), response.headers()));
    }

    private static HttpOutcome failure(Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new HttpOutcome.Unreached("no connection" + reason(cause));
        }
        // A cancelled request ends with this, too, where its own failure comes before the caller sees the cancellation.
        if (cause instanceof CancellationException) {
            return CANCELLED;
        }
        if (cause instanceof IOException) {
            return new HttpOutcome.Lost("the connection broke" + reason(cause));
        }
        throw new IllegalStateException("the request could not be sent", cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().strip().replaceAll("\\s+", " ");
    }
}
