package dev.preceptor.teacher.anthropic;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.preceptor.teacher.http.HttpOutcome;
import dev.preceptor.teacher.http.HttpTransport;
import java.net.URI;
import java.time.Duration;

/** Our transport in the place of LangChain4j's; what is no answer leaves it as {@link NoAnswerException}. */
final class TransportClient implements HttpClient {

    private final HttpTransport transport;
    private final Duration timeout;

    private TransportClient(HttpTransport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpOutcome outcome = transport.post(URI.create(request.url()), request.headers(), request.body(), timeout);
        if (outcome instanceof HttpOutcome.Received received && received.status() == 200) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(received.status())
                    .headers(received.headers())
                    .body(received.body())
                    .build();
        }
        throw new NoAnswerException(outcome);
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    /** LangChain4j sets a time limit for connecting and one for reading; ours is for the whole answer, and set before. */
    record Builder(HttpTransport transport, Duration timeout) implements HttpClientBuilder {

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
            return new TransportClient(transport, timeout);
        }
    }
}
