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

/** Holds every request against the {@link RequestRules} before anything else looks at it. */
@ApplicationScoped
public class RequestGuard {

    /** Before Quarkus' own, such as authentication. */
    private static final int FIRST = 1_000;
    /** A client that goes on sending what was refused may read the answer meanwhile; then it is cut off. */
    private static final long CLOSE_AFTER_MILLIS = 2_000;

    /** After Quarkus has set its own limit of a body, before anybody reads it. */
    private static final int AFTER_THE_LIMIT = -1;
    /** Quarkus answers a body that is too long without a word; who reads it is let go so far to say it. */
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
        filters.register(RequestGuard::letTheReaderSayIt, AFTER_THE_LIMIT);
    }

    private static void letTheReaderSayIt(RoutingContext context) {
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
            context.vertx().setTimer(CLOSE_AFTER_MILLIS, passed -> giveUp(request));
        }
    }

    /** Other requests of an HTTP/2 connection, and the next one of an HTTP/1.1 connection, are not disturbed. */
    private static void giveUp(HttpServerRequest request) {
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
