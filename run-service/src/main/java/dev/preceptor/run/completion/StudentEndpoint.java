package dev.preceptor.run.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.run.RunSettings;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The OpenAI-compatible endpoint of student-service, as a client. Where the subscriber cancels, the connection is closed, and with it
 * the generation ends.
 */
@ApplicationScoped
class StudentEndpoint {

    /** The endpoint's code of the error of a chat with a model that has no chat template. */
    private static final String NO_CHAT_TEMPLATE = "no_chat_template";

    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** Longer than loading a model takes. */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    private static final int UNAVAILABLE = 503;
    private static final int BAD_GATEWAY = 502;
    private static final int OK = 200;

    private final Optional<String> url;
    private final int atOnce;
    private final Semaphore open;
    private final HttpClient client;

    @Inject
    StudentEndpoint(RunSettings settings, Vertx vertx) {
        this(settings.studentUrl(), settings.completionsAtOnce(), vertx);
    }

    /** @param atOnce the most completions in progress */
    StudentEndpoint(Optional<String> url, int atOnce, Vertx vertx) {
        this.url = url.map(address -> address.replaceAll("/+$", ""));
        this.atOnce = atOnce;
        this.open = new Semaphore(atOnce);
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(atOnce)
                // A completion that ends early closes its connection; the next one must not get this connection.
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds()));
    }

    /**
     * Asks for a completion. The result comes when an answer begins, or fails after the client's timeouts at the latest. It must be subscribed to, or the completion stays in progress.
     *
     * @param token the caller's token; null where the API is open
     * @return the answer as it is generated. It fails with an {@link EndpointException} if none begins: no endpoint is configured, as
     *     many completions as allowed are in progress, the endpoint cannot be reached, or it refuses the request
     */
    Uni<Multi<CompletionEvent>> complete(EndpointCall call, String token) {
        return Uni.createFrom().deferred(() -> begin(call, token));
    }

    private Uni<Multi<CompletionEvent>> begin(EndpointCall call, String token) {
        if (url.isEmpty()) {
            return failed("this server knows no endpoint of a student: set run.student-url");
        }
        if (!open.tryAcquire()) {
            return failed(
                    "as many completions as allowed (" + atOnce + ") are in progress; ask again in a few seconds");
        }
        return ask(call, token)
                .onFailure(StudentEndpoint::lacksTemplate)
                .recoverWithUni(problem -> call.mayContinueText()
                        ? ask(call.continuingText(), token)
                        : Uni.createFrom().failure(problem))
                .onFailure()
                .invoke(problem -> open.release())
                .map(events -> events.onTermination().invoke(() -> open.release()));
    }

    private static <T> Uni<T> failed(String words) {
        return Uni.createFrom().failure(new EndpointException(UNAVAILABLE, null, words));
    }

    private static boolean lacksTemplate(Throwable problem) {
        return problem instanceof EndpointException refused && refused.hasCode(NO_CHAT_TEMPLATE);
    }

    private Uni<Multi<CompletionEvent>> ask(EndpointCall call, String token) {
        return Uni.createFrom().emitter(answer -> client.request(options(call, token))
                .onFailure(problem -> answer.fail(unreachable(problem)))
                .onSuccess(request -> send(request, call, answer)));
    }

    /**
     * Must be called in the thread of the connection, which then is the one that reads the answer: a part of the body that arrives before
     * its handler is set is lost.
     */
    private static void send(
            HttpClientRequest request, EndpointCall call, UniEmitter<? super Multi<CompletionEvent>> answer) {
        request.send(Buffer.buffer(call.body()))
                .onFailure(problem -> answer.fail(unreachable(problem)))
                .onSuccess(response -> accept(response, answer));
    }

    private static void accept(HttpClientResponse response, UniEmitter<? super Multi<CompletionEvent>> answer) {
        if (response.statusCode() == OK) {
            answer.complete(events(response));
            return;
        }
        response.body()
                .onFailure(problem -> answer.fail(unreachable(problem)))
                .onSuccess(body -> answer.fail(refusal(response.statusCode(), body.toString())));
    }

    private RequestOptions options(EndpointCall call, String token) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.orElseThrow() + call.path())
                .putHeader("Content-Type", "application/json");
        return token == null ? options : options.putHeader("Authorization", "Bearer " + token);
    }

    /** Reads the body at once, so that no end of the connection is missed, and keeps the events until they are asked for. */
    private static Multi<CompletionEvent> events(HttpClientResponse response) {
        UnicastProcessor<CompletionEvent> events = UnicastProcessor.create();
        EndpointStream stream = new EndpointStream();
        RecordParser.newDelimited("\n", response)
                .exceptionHandler(problem -> breakOff(events, stream))
                .endHandler(end -> breakOff(events, stream))
                .handler(line -> {
                    stream.line(line.toString()).ifPresent(events::onNext);
                    if (stream.hasEnded()) {
                        events.onComplete();
                    }
                });
        // Closes the connection unless the response is complete.
        return events.onTermination().invoke(() -> response.request().reset());
    }

    private static void breakOff(UnicastProcessor<CompletionEvent> events, EndpointStream stream) {
        if (!stream.hasEnded()) {
            events.onNext(new CompletionEvent.Failure("the connection to the student's endpoint broke"));
            events.onComplete();
        }
    }

    private static EndpointException unreachable(Throwable problem) {
        return new EndpointException(
                UNAVAILABLE, null, "the student's endpoint does not answer: " + problem.getMessage());
    }

    /** Errors of the request and of a busy endpoint keep their status; its other errors are those of a server behind this one. */
    private static EndpointException refusal(int status, String body) {
        String message = "the student's endpoint answered with status " + status;
        String code = null;
        try {
            JsonNode error = Json.mapper().readTree(body).path("error");
            message = error.path("message").asText(message);
            code = error.path("code").asText(null);
        } catch (JsonProcessingException e) {
            // Something in between answered in its own words.
        }
        boolean own = status == UNAVAILABLE || status >= 400 && status < 500 && status != 401 && status != 404;
        return new EndpointException(own ? status : BAD_GATEWAY, code, message);
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
