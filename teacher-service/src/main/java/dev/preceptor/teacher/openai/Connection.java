package dev.preceptor.teacher.openai;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.waiting.Waits;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** What the requests to one endpoint share: where they go, how many may, and in which dialect. */
final class Connection {

    private final URI uri;
    private final ChatEndpoint endpoint;
    private final EndpointGate gate;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.USUAL);

    /** @throws IllegalArgumentException if the base URL is none */
    Connection(TeacherSpecification teacher, ChatEndpoint endpoint, Waits waits) {
        this.uri = ChatEndpoint.uri(teacher.baseUrl());
        this.endpoint = endpoint;
        this.gate = new EndpointGate(teacher.requestsPerMinute(), teacher.concurrency(), waits);
    }

    /** Requests of equal settings go through one connection. */
    record Settings(String baseUrl, String model, String apiKeyEnv, int requestsPerMinute, int concurrency) {

        static Settings of(TeacherSpecification teacher) {
            return new Settings(
                    teacher.baseUrl(),
                    teacher.model(),
                    teacher.apiKeyEnv(),
                    teacher.requestsPerMinute(),
                    teacher.concurrency());
        }
    }

    EndpointGate gate() {
        return gate;
    }

    ChatReply send(ChatRequest request, String key, Duration timeout) {
        return endpoint.send(uri, key, request.body(dialect.get()), timeout);
    }

    /** Whether the refusal was about the dialect, so that the next request is another one. */
    boolean learns(ChatReply.Refused refused) {
        Dialect spoken = dialect.get();
        Dialect next = spoken.after(refused);
        return !next.equals(spoken) && dialect.compareAndSet(spoken, next);
    }
}
