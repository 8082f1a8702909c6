package dev.preceptor.apiaccess;

import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The cookie by which a browser presents its token, until the browser is closed. Scripts cannot read it, and browsers do not send it
 * with requests of other sites. It holds the token itself, so that every replica accepts it, and after a restart too.
 */
final class SessionCookie {

    static final String NAME = "preceptor-session";

    private SessionCookie() {}

    static Cookie of(String token, boolean https) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return cookie(value, https);
    }

    /** A cookie that removes the session from the browser. */
    static Cookie removed(boolean https) {
        return cookie("", https).setMaxAge(0);
    }

    private static Cookie cookie(String value, boolean https) {
        return Cookie.cookie(NAME, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(https);
    }

    /** The token of the request's cookie; empty if there is none, or if the request may be one of another web page. */
    static Optional<String> token(HttpServerRequest request) {
        Cookie cookie = request.getCookie(NAME);
        return cookie != null && isOfOwnPage(request.method(), request.headers())
                ? decoded(cookie.getValue())
                : Optional.empty();
    }

    /**
     * Whether a page of this server made the request. Browsers send the cookie for pages of other ports of the same host, too.
     * {@link RequestRules} has already refused foreign origins, so that an {@code Origin} is one of this server.
     */
    static boolean isOfOwnPage(HttpMethod method, MultiMap headers) {
        String site = headers.get("Sec-Fetch-Site");
        if (site != null) {
            return RequestRules.SAME_ORIGIN.contains(site);
        }
        return RequestRules.SAFE_METHODS.contains(method) || headers.contains(HttpHeaders.ORIGIN);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
