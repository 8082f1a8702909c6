package dev.preceptor.httpclient.credentials;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * A server's URL with all paths below it. URLs are compared by scheme, host, port and path segments; ambiguous URLs are rejected.
 *
 * @param port 80 or 443 where the URL names none
 */
record UrlPrefix(String scheme, String host, int port, List<String> segments) {

    /** @throws IllegalArgumentException with a message that does not contain the URL */
    static UrlPrefix of(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL", e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("is no http or https URL");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not hold a user or a password");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("names no host");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not hold '?' or '#'");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new UrlPrefix(scheme, uri.getHost().toLowerCase(Locale.ROOT), port, segments(uri.getRawPath()));
    }

    private static List<String> segments(String path) {
        String inner = String.valueOf(path).replaceAll("^/|/+$", "");
        if (path == null || inner.isEmpty()) {
            return List.of();
        }
        List<String> segments = List.of(inner.split("/", -1));
        if (inner.contains("%")
                || segments.stream().anyMatch(part -> part.isEmpty() || part.matches("\\.{1,2}(;.*)?"))) {
            throw new IllegalArgumentException("has a path with '%', '//', '.' or '..'");
        }
        return segments;
    }

    /** Whether the other URL is equal to this one or below it. */
    boolean covers(UrlPrefix other) {
        return scheme.equals(other.scheme)
                && host.equals(other.host)
                && port == other.port
                && segments.size() <= other.segments.size()
                && segments.equals(other.segments.subList(0, segments.size()));
    }
}
