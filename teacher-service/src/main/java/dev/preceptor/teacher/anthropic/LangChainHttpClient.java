package dev.preceptor.teacher.anthropic;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.net.URI;
import java.time.Duration;

/** LangChain4j's HTTP client on {@link ModelServerClient}. Anything but a 200 without an error is thrown as {@link HttpOutcomeException}. */
final class LangChainHttpClient implements HttpClient {

    private final ModelServerClient client;
    private final Duration timeout;

    private LangChainHttpClient(ModelServerClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpOutcome outcome = post(request);
        if (outcome instanceof HttpOutcome.Received received
                && received.status() == 200
                && CompletionResponse.refusalInSuccess(received, null).isEmpty()) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(received.status())
                    .headers(received.headers())
                    .body(received.body())
                    .build();
        }
        throw new HttpOutcomeException(outcome);
    }

    private HttpOutcome post(HttpRequest request) {
        try {
            return client.post(URI.create(request.url()), request.headers(), request.body(), timeout);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    /** Ignores LangChain4j's timeouts for connecting and reading: the given one covers the whole response. */
    record Builder(ModelServerClient client, Duration timeout) implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new LangChainHttpClient(client, timeout);
        }
    }
}
