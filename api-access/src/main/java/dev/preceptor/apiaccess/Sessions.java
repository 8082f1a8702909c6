package dev.preceptor.apiaccess;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Sessions of browsers: the token is presented once and kept in a cookie. */
@ApplicationScoped
public class Sessions {

    private final ApiAccess access;

    Sessions(ApiAccess access) {
        this.access = access;
    }

    /** Whether requests need a token. */
    public boolean required() {
        return access.guarded();
    }

    /** Sets the cookie in the response. Returns false, and sets nothing, if the token is unknown. */
    public boolean open(String token, HttpServerRequest request) {
        Optional<Token> known = access.find(token);
        known.ifPresent(found -> request.response().addCookie(SessionCookie.of(token, isHttps(request))));
        return known.isPresent();
    }

    /** Removes the cookie from the browser. */
    public void close(HttpServerRequest request) {
        request.response().addCookie(SessionCookie.removed(isHttps(request)));
    }

    /** Whether the browser uses HTTPS: to this service, or to a proxy in front of it. */
    private static boolean isHttps(HttpServerRequest request) {
        return request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }
}
