package dev.preceptor.apiaccess;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests of foreign web pages by their headers: cross-site requests (by Origin and Sec-Fetch-Site), DNS rebinding (by Host),
 * and bodies other than JSON, which browsers send to other sites without a preflight request.
 */
final class RequestRules {

    static final Set<HttpMethod> SAFE_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    /** Values of Sec-Fetch-Site for requests of this server's pages and of persons. */
    static final Set<String> SAME_ORIGIN = Set.of("same-origin", "none");

    private final boolean onLoopback;
    private final List<String> hosts;
    private final long maxBodyBytes;

    /** The response to a request that is refused. */
    record Refusal(int status, String message) {}

    /**
     * @param onLoopback whether the service listens on the loopback interface alone
     * @param hosts further host names that clients may use
     * @param maxBodyBytes maximum size of a body
     */
    RequestRules(boolean onLoopback, List<String> hosts, long maxBodyBytes) {
        this.onLoopback = onLoopback;
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.maxBodyBytes = maxBodyBytes;
    }

    /** @param authority host and port of the request (the Host header); null where it has none */
    Optional<Refusal> refusal(HttpMethod method, String authority, MultiMap headers) {
        if (authority != null && isUnknownHost(hostOf(authority))) {
            return refused(
                    403,
                    "the server is not called '" + shown(hostOf(authority))
                            + "': preceptor.api.hosts lists further names");
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (origin != null && !isSameOrigin(origin, authority)) {
            return refused(403, "requests of web pages from '" + shown(origin) + "' are refused");
        }
        if (SAFE_METHODS.contains(method)) {
            return Optional.empty();
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !SAME_ORIGIN.contains(site)) {
            return refused(403, "requests of other web pages are refused");
        }
        return body(headers);
    }

    private Optional<Refusal> body(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        boolean chunked = headers.contains(HttpHeaders.TRANSFER_ENCODING);
        if (!chunked && (length == null || length.equals("0"))) {
            return Optional.empty();
        }
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isJson(type)) {
            return refused(415, "the body must be JSON: send 'Content-Type: application/json'");
        }
        if (length != null && isTooLarge(length)) {
            return refused(
                    413,
                    "the body has " + shown(length) + " bytes; the most is " + maxBodyBytes
                            + " (quarkus.http.limits.max-body-size)");
        }
        return Optional.empty();
    }

    private boolean isTooLarge(String length) {
        try {
            return Long.parseLong(length) > maxBodyBytes;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).matches("application/([a-z0-9.-]+\\+)?json");
    }

    private boolean isUnknownHost(String host) {
        boolean known = Loopback.isName(host) || hosts.contains(host);
        return !known && (onLoopback || !hosts.isEmpty());
    }

    /** Whether the page was loaded from this server. */
    private static boolean isSameOrigin(String origin, String authority) {
        try {
            return authority != null
                    && authority.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String hostOf(String authority) {
        return authority.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        String line = text.replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }

    private static Optional<Refusal> refused(int status, String message) {
        return Optional.of(new Refusal(status, message));
    }
}
