package dev.preceptor.run.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a scripted server over HTTP. */
@Timeout(60)
class StudentEndpointTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PIECE = "data: {\"choices\":[{\"delta\":{\"content\":\"def f\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Vertx vertx = Vertx.vertx();
    private StudentEndpoint endpoint;

    private final EndpointCall call = EndpointCall.of(
            "checkpoint:a",
            Runs.run(Method.PERSD, 1, 1, 1).specification().student(),
            new CompletionRequest("Write f.", null, null, null));

    @AfterEach
    void stop() {
        if (endpoint != null) {
            endpoint.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(int atOnce, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        endpoint = new StudentEndpoint(Optional.of("http://localhost:" + server.actualPort() + "/"), atOnce, vertx);
    }

    private List<CompletionEvent> complete() {
        return events(null).collect().asList().await().atMost(PATIENCE);
    }

    private Multi<CompletionEvent> events(String token) {
        return endpoint.complete(call, token).await().atMost(PATIENCE);
    }

    private static void stream(HttpServerRequest request, String... parts) {
        request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
        for (String part : parts) {
            request.response().write(part);
        }
    }

    @Test
    void theAnswerArrivesInPiecesAndTheCallersTokenIsPassedOn() {
        CompletableFuture<String> authorization = new CompletableFuture<>();
        serve(1, request -> {
            authorization.complete(request.path() + " " + request.getHeader("Authorization"));
            stream(request, PIECE, DONE);
            request.response().end();
        });

        List<CompletionEvent> events =
                events("secret").collect().asList().await().atMost(PATIENCE);

        assertThat(events).first().isEqualTo(new CompletionEvent.Piece("def f"));
        assertThat(events).last().isInstanceOf(CompletionEvent.End.class);
        assertThat(authorization.join()).isEqualTo("/v1/chat/completions Bearer secret");
    }

    @Test
    void cancellingClosesTheConnectionAndMakesRoomForAnother() throws Exception {
        LinkedBlockingQueue<HttpServerRequest> begun = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
        serve(1, request -> {
            request.response().closeHandler(gone -> closed.add("closed"));
            request.response().exceptionHandler(reset -> {});
            stream(request, PIECE);
            begun.add(request);
        });

        LinkedBlockingQueue<CompletionEvent> first = new LinkedBlockingQueue<>();
        Cancellable running = events(null).subscribe().with(first::add);
        assertThat(first.poll(30, TimeUnit.SECONDS)).isEqualTo(new CompletionEvent.Piece("def f"));
        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(EndpointException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503))
                .hasMessageStartingWith("as many completions as allowed (1) are in progress");

        running.cancel();

        assertThat(closed.poll(30, TimeUnit.SECONDS)).isEqualTo("closed");
        LinkedBlockingQueue<CompletionEvent> second = new LinkedBlockingQueue<>();
        Cancellable next = events(null).subscribe().with(second::add);
        assertThat(second.poll(30, TimeUnit.SECONDS)).isEqualTo(new CompletionEvent.Piece("def f"));
        next.cancel();
        assertThat(begun).hasSize(2);
    }

    @Test
    void aModelWithoutAChatTemplateContinuesText() {
        LinkedBlockingQueue<String> paths = new LinkedBlockingQueue<>();
        serve(1, request -> {
            paths.add(request.path());
            if (request.path().contains("chat")) {
                request.response()
                        .setStatusCode(400)
                        .end("{\"error\":{\"message\":\"no template\",\"code\":\"no_chat_template\"}}");
            } else {
                stream(request, "data: {\"choices\":[{\"text\":\"return 1\"}]}\n\n", DONE);
                request.response().end();
            }
        });

        assertThat(complete()).first().isEqualTo(new CompletionEvent.Piece("return 1"));
        assertThat(paths).containsExactly("/v1/chat/completions", "/v1/completions");
        assertThat(complete()).as("there is room again").hasSize(2);
    }

    @Test
    void anErrorIsToldInTheEndpointsWords() {
        serve(1, request -> request.response()
                .setStatusCode(503)
                .end("{\"error\":{\"message\":\"the queue is full\",\"code\":\"overloaded\"}}"));

        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(EndpointException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503))
                .hasMessage("the queue is full");
    }

    @Test
    void errorsOfAServerBehindThisOneAreAGatewaysErrors() {
        serve(1, request -> request.response().setStatusCode(500).end("<html>oops</html>"));

        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(EndpointException.class, problem -> assertThat(problem.status())
                        .isEqualTo(502))
                .hasMessage("the student's endpoint answered with status 500");
    }

    @Test
    void anAnswerThatBreaksOffEndsWithAFailure() {
        serve(1, request -> {
            stream(request, PIECE);
            request.connection().close();
        });

        assertThat(complete())
                .containsExactly(
                        new CompletionEvent.Piece("def f"),
                        new CompletionEvent.Failure("the connection to the student's endpoint broke"));
    }

    @Test
    void withoutAnEndpointTheMessageSaysWhatToSet() {
        endpoint = new StudentEndpoint(Optional.empty(), 1, vertx);

        assertThatThrownBy(this::complete).hasMessageContaining("run.student-url");
    }

    @Test
    void aServerThatIsAwayIsNamed() {
        endpoint = new StudentEndpoint(Optional.of("http://localhost:1"), 1, vertx);

        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(EndpointException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503))
                .hasMessageStartingWith("the student's endpoint does not answer");
    }
}
