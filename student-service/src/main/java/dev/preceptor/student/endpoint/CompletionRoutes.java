package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.djl.LoadedModels;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * The routes {@code POST /v1/completions}, {@code POST /v1/chat/completions}, {@code GET /v1/models} and {@code POST /tokenize} of Quarkus'
 * HTTP server.
 */
@ApplicationScoped
public class CompletionRoutes {

    private static final Logger LOG = Logger.getLogger(CompletionRoutes.class);
    private static final int TOO_LARGE = 413;

    private final StudentConfiguration.Serve settings;
    private final ServedModels models;
    private final Admission admission;
    private final long started = Instant.now().getEpochSecond();
    /** Tokenizes prompts. A pool of its own, so that many long prompts do not block other requests. */
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                Thread thread = new Thread(task, "completion-prompts");
                thread.setDaemon(true);
                return thread;
            });

    /** Computes log-probabilities. One thread, as a pass over a prompt uses all cores and much memory. */
    private final ExecutorService scorer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "completion-scores");
        thread.setDaemon(true);
        return thread;
    });

    public CompletionRoutes(StudentConfiguration configuration, ServedModels models) {
        this.settings = configuration.serve();
        this.models = models;
        this.admission = new Admission(settings.mostSequences());
    }

    /** Adds the routes to the server's router. */
    public void install(@Observes Router router) {
        post(router, "/v1/completions", context -> complete(context, false));
        post(router, "/v1/chat/completions", context -> complete(context, true));
        post(router, "/tokenize", this::tokenize);
        router.get("/v1/models").handler(this::list).failureHandler(this::failed);
    }

    private void post(Router router, String path, Handler<RoutingContext> handler) {
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(settings.longestBody()))
                .handler(handler)
                .failureHandler(this::failed);
    }

    private void complete(RoutingContext context, boolean chat) {
        CompletionRequest request =
                CompletionRequestReader.read(chat, context.body().asString());
        admission.admit(request.choices());
        HttpServerResponse response = context.response();
        CompletionBodies bodies = new CompletionBodies(request);
        Reply reply =
                request.stream() ? new StreamedReply(response, request, bodies) : new WholeReply(response, bodies);
        CompletionCall call = new CompletionCall(
                request,
                reply,
                context.vertx().getOrCreateContext(),
                scorer,
                () -> admission.release(request.choices()));
        response.closeHandler(gone -> call.cancel());
        workers.execute(() -> call.start(models, workers));
    }

    private void tokenize(RoutingContext context) {
        TokenizeRequest request = TokenizeRequest.read(context.body().asString());
        Context eventLoop = context.vertx().getOrCreateContext();
        CompletableFuture.supplyAsync(() -> models.lease(request.model()), workers)
                .thenCompose(lease -> lease)
                .thenApplyAsync(lease -> answer(request, lease), workers)
                .whenComplete((body, failure) -> eventLoop.runOnContext(nothing -> {
                    if (failure == null) {
                        JsonReply.send(context.response(), 200, body);
                    } else {
                        context.fail(failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                }));
    }

    private static ObjectNode answer(TokenizeRequest request, LoadedModels.Lease lease) {
        try (lease) {
            return request.answer(lease.model().tokenizer(), lease.generator().capacity());
        }
    }

    private void list(RoutingContext context) {
        context.vertx()
                .executeBlocking(models::names, false)
                .onFailure(context::fail)
                .onSuccess(names -> {
                    ObjectNode body = Json.mapper().createObjectNode().put("object", "list");
                    body.putArray("data");
                    names.forEach(name -> body.withArray("data")
                            .addObject()
                            .put("id", name)
                            .put("object", "model")
                            .put("created", started)
                            .put("owned_by", "preceptor"));
                    JsonReply.send(context.response(), 200, body);
                });
    }

    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ApiException problem) {
            JsonReply.send(context.response(), problem);
        } else if (context.statusCode() == TOO_LARGE) {
            JsonReply.send(
                    context.response(),
                    ApiException.tooLarge("the body is longer than " + settings.longestBody() + " bytes"));
        } else {
            LOG.errorf(failure, "%s failed", context.normalizedPath());
            JsonReply.send(context.response(), ApiException.failed("an error of this server; its log says which"));
        }
    }

    @PreDestroy
    void close() {
        workers.shutdown();
        scorer.shutdown();
    }
}
