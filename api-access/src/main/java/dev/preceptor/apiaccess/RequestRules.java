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
 * Which requests are heard at all, by their headers. A browser sends what a foreign page wants with the page's origin, or under
 * a name of the page's own that was made to lead here, and needs no leave to send what is no JSON.
 */
final class RequestRules {

    private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");

    private final boolean onLoopback;
    private final List<String> hosts;
    private final long longestBody;

    /** Why a request is refused. */
    record Refusal(int status, String message) {}

    /**
     * @param onLoopback whether the service listens on the loopback interface alone
     * @param hosts further names that clients may address it by
     * @param longestBody in bytes
     */
    RequestRules(boolean onLoopback, List<String> hosts, long longestBody) {
        this.onLoopback = onLoopback;
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.longestBody = longestBody;
    }

    /** @param authority the host, with its port, that the request is addressed to; null where it does not say */
    Optional<Refusal> refusal(HttpMethod method, String authority, MultiMap headers) {
        if (authority != null && isStrange(hostOf(authority))) {
            return refused(
                    403,
                    "the server is not called '" + shown(hostOf(authority))
                            + "': preceptor.api.hosts lists further names");
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (origin != null && !isOf(origin, authority)) {
            return refused(403, "requests of web pages from '" + shown(origin) + "' are refused");
        }
        if (LOOKING.contains(method)) {
            return Optional.empty();
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !OWN_PAGES.contains(site)) {
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
        if (length != null && isLonger(length)) {
            return refused(
                    413,
                    "the body has " + shown(length) + " bytes; the most is " + longestBody
                            + " (quarkus.http.limits.max-body-size)");
        }
        return Optional.empty();
    }

    private boolean isLonger(String length) {
        try {
            return Long.parseLong(length) > longestBody;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).matches("application/([a-z0-9.-]+\\+)?json");
    }

    private boolean isStrange(String host) {
        boolean known = Loopback.isName(host) || hosts.contains(host);
        return !known && (onLoopback || !hosts.isEmpty());
    }

    /** Whether the page came from this server itself. */
    private static boolean isOf(String origin, String authority) {
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
