package dev.preceptor.apiaccess;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Filters all requests by the {@link RequestRules}, before any other filter. */
@ApplicationScoped
public class RequestGuard {

    /** Priority before Quarkus' own filters, such as authentication. */
    private static final int FIRST = 1_000;
    /** How long a client may go on sending a refused body, so that it can read the response, before the connection is closed. */
    private static final long CLOSE_AFTER_MILLIS = 2_000;

    /** Priority after Quarkus has set its limit of the body, and before the body is read. */
    private static final int AFTER_BODY_LIMIT = -1;
    /** Quarkus responds to a body that is too large without a message; with this margin the reader of the body detects it first. */
    private static final long MARGIN = 1 << 20;

    private final RequestRules rules;

    RequestGuard(
            ApiSettings settings,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M") MemorySize longestBody) {
        this.rules =
                new RequestRules(Loopback.isName(host), settings.hosts().orElse(List.of()), longestBody.asLongValue());
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, FIRST);
        filters.register(RequestGuard::raiseBodyLimit, AFTER_BODY_LIMIT);
    }

    private static void raiseBodyLimit(RoutingContext context) {
        Long limit = context.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY);
        if (limit != null) {
            context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit + MARGIN);
        }
        context.next();
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String authority =
                request.authority() == null ? null : request.authority().toString();
        rules.refusal(request.method(), authority, request.headers())
                .ifPresentOrElse(refusal -> refuse(context, refusal), context::next);
    }

    private static void refuse(RoutingContext context, RequestRules.Refusal refusal) {
        Problem.answer(context, refusal.status(), refusal.message());
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            request.resume();
            context.vertx().setTimer(CLOSE_AFTER_MILLIS, passed -> close(request));
        }
    }

    /** Ends a request whose body is still being sent: resets the HTTP/2 stream, or closes the HTTP/1.1 connection. */
    private static void close(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
