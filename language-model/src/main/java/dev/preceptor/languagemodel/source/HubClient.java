package dev.preceptor.languagemodel.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A client for the Hugging Face hub. A stalled connection times out after a minute, and an interrupted download resumes.
 *
 * <p>It uses HttpURLConnection, because java.net.http.HttpClient has no timeout for a stalled response body.
 *
 * @param endpoint the URL of the hub, without a trailing slash
 * @param token the access token, which is sent to the hub only and not to redirect targets; null for none
 */
record HubClient(String endpoint, String token) {

    private static final int CONNECT_MILLIS = 20_000;
    private static final int STALL_MILLIS = 60_000;
    private static final int MAX_JSON_BYTES = 64 << 20;
    private static final int MAX_REDIRECTS = 5;
    private static final int ATTEMPTS = 5;

    static HubClient of(String endpoint, String token) {
        String address = endpoint.replaceAll("/+$", "");
        if (!address.matches("https?://[^/]+(/.*)?")) {
            throw new ModelSourceException("HF_ENDPOINT is not an http(s) address: " + endpoint);
        }
        return new HubClient(address, token == null || token.isBlank() ? null : token.strip());
    }

    JsonNode json(URI address, String what) {
        try {
            HttpURLConnection connection = open(address, 0, what);
            try (InputStream body = connection.getInputStream()) {
                return new ObjectMapper().readTree(body.readNBytes(MAX_JSON_BYTES));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw connectionError(what, e);
        }
    }

    /** Downloads a file, or the rest of it, and verifies its checksum. */
    void download(URI address, Path target, FileChecksum expected, String what, Consumer<String> progress)
            throws IOException {
        if (expected.matchesSize(target)) {
            return;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        for (int attempt = 1; !expected.matchesSize(part); attempt++) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            if (before > expected.bytes()) {
                Files.delete(part);
                before = 0;
            }
            progress.accept("downloading " + target.getFileName() + " ("
                    + Math.max(1, (expected.bytes() - before) / 1_000_000) + " MB" + (before > 0 ? " more)" : ")"));
            try {
                append(address, part, before, what);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw connectionError(what, e);
                }
            }
            if (attempt == ATTEMPTS && !expected.matchesSize(part)) {
                throw new ModelSourceException(what + ": received " + Files.size(part) + " of " + expected.bytes()
                        + " bytes; try again to resume");
            }
        }
        try {
            expected.verify(part, what);
        } catch (ModelSourceException e) {
            Files.delete(part);
            throw e;
        }
        Files.move(part, target);
    }

    private void append(URI address, Path part, long from, String what) throws IOException {
        HttpURLConnection connection = open(address, from, what);
        boolean fromStart = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        StandardOpenOption mode = fromStart ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (InputStream body = connection.getInputStream();
                OutputStream file =
                        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            body.transferTo(file);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(URI address, long from, String what) throws IOException {
        URI next = address;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpURLConnection connection = (HttpURLConnection) next.toURL().openConnection();
            // The JDK would send the token to the redirect target, so redirects are followed here.
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(STALL_MILLIS);
            if (token != null && isHub(next)) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL) {
                return connection;
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            if (status < 300 || status >= 400 || location == null) {
                throw statusError(what, status);
            }
            next = redirected(next, location, what);
        }
        throw new ModelSourceException(what + ": too many redirects");
    }

    private boolean isHub(URI address) {
        return URI.create(endpoint).getAuthority().equals(address.getAuthority())
                && URI.create(endpoint).getScheme().equals(address.getScheme());
    }

    private static URI redirected(URI from, String location, String what) {
        URI next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ModelSourceException(what + ": the hub redirects to an invalid URL: " + location, e);
        }
        boolean downgraded = "https".equals(from.getScheme()) && !"https".equals(next.getScheme());
        if (downgraded || next.getScheme() == null || !next.getScheme().startsWith("http")) {
            throw new ModelSourceException(what + ": the hub redirects to " + location + ", which is not followed");
        }
        return next;
    }

    private ModelSourceException statusError(String what, int status) {
        return new ModelSourceException(
                switch (status) {
                    case 401, 403 ->
                        what + ": does not exist or is not public; check the name, or set HF_TOKEN to a token with"
                                + " read access";
                    case 404 -> what + ": there is no such model, revision or file on " + endpoint;
                    case 429 -> what + ": the hub's rate limit is exceeded; try again later, or set HF_TOKEN";
                    default -> what + ": " + endpoint + " responded with status " + status;
                });
    }

    private ModelSourceException connectionError(String what, IOException cause) {
        return new ModelSourceException(
                what + ": " + endpoint + " cannot be reached ("
                        + cause.getClass().getSimpleName() + ": "
                        + cause.getMessage()
                        + "); set HF_ENDPOINT to a hub that can, or name a folder with the model's files",
                cause);
    }
}
