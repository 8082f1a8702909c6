package dev.preceptor.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

    private static final long LONGEST = 1_000;

    private final RequestRules loopback = new RequestRules(true, List.of("Preceptor.Example"), LONGEST);
    private final RequestRules reachable = new RequestRules(false, List.of(), LONGEST);

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static int status(RequestRules rules, HttpMethod method, String authority, MultiMap headers) {
        return rules.refusal(method, authority, headers)
                .map(RequestRules.Refusal::status)
                .orElse(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "LOCALHOST",
                "127.0.0.1:8080",
                "127.1.2.3",
                "[::1]:8080",
                "[::1]",
                "preceptor.example:443"
            })
    void theLoopbackInterfaceIsCalledByItsOwnNames(String authority) {
        assertThat(status(loopback, HttpMethod.GET, authority, headers())).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1234",
                "[::2]",
                "a b",
                "",
                "localhost:8080:x"
            })
    void aNameThatWasMadeToLeadToTheLoopbackInterfaceIsRefused(String authority) {
        assertThat(status(loopback, HttpMethod.GET, authority, headers())).isEqualTo(403);
        assertThat(status(reachable, HttpMethod.GET, authority, headers())).isEqualTo(200);
    }

    @Test
    void namesThatAreListedAreTheOnlyOnesElsewhereToo() {
        RequestRules listed = new RequestRules(false, List.of("run.team.svc"), LONGEST);

        assertThat(status(listed, HttpMethod.GET, "run.team.svc:8080", headers()))
                .isEqualTo(200);
        assertThat(status(listed, HttpMethod.GET, "evil.example:8080", headers()))
                .isEqualTo(403);
        assertThat(status(listed, HttpMethod.GET, null, headers())).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, http://evil.example, 403",
        "POST, http://evil.example, 403",
        "OPTIONS, http://evil.example, 403",
        "POST, null, 403",
        "POST, http://localhost:3000, 403",
        "POST, not a url, 403",
        "POST, http://localhost:8080, 200",
        "GET, http://localhost:8080, 200",
    })
    void onlyPagesOfItsOwnAreHeard(String method, String origin, int status) {
        MultiMap headers = headers("Origin", origin, "Content-Type", "application/json", "Content-Length", "2");
        assertThat(status(loopback, HttpMethod.valueOf(method), "localhost:8080", headers))
                .isEqualTo(status);
        assertThat(status(reachable, HttpMethod.valueOf(method), "localhost:8080", headers))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, cross-site, 403",
        "POST, same-site, 403",
        "POST, same-origin, 200",
        "POST, none, 200",
        "DELETE, cross-site, 403",
        "GET, cross-site, 200",
    })
    void aBrowserSaysWhoseWishItIs(String method, String site, int status) {
        assertThat(status(loopback, HttpMethod.valueOf(method), "localhost:8080", headers("Sec-Fetch-Site", site)))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 200",
        "application/json; charset=utf-8, 200",
        "Application/JSON, 200",
        "application/merge-patch+json, 200",
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "multipart/form-data, 415",
        "text/plain; application/json, 415",
        "application/jsonp, 415",
        ", 415",
    })
    void aBodyIsJson(String type, int status) {
        MultiMap sized = headers("Content-Length", "2");
        MultiMap chunked = headers("Transfer-Encoding", "chunked");
        if (type != null) {
            sized.add("Content-Type", type);
            chunked.add("Content-Type", type);
        }
        assertThat(status(loopback, HttpMethod.POST, "localhost", sized)).isEqualTo(status);
        assertThat(status(loopback, HttpMethod.POST, "localhost", chunked)).isEqualTo(status);
    }

    @Test
    void withoutABodyThereIsNoType() {
        assertThat(status(loopback, HttpMethod.POST, "localhost", headers())).isEqualTo(200);
        assertThat(status(loopback, HttpMethod.POST, "localhost", headers("Content-Length", "0")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"1000, 200", "1001, 413", "2147483648, 413", "99999999999999999999, 413", "x, 413"})
    void aBodyIsNotLongerThanAllowed(String length, int status) {
        MultiMap headers = headers("Content-Length", length, "Content-Type", "application/json");

        assertThat(status(reachable, HttpMethod.POST, "run:8080", headers)).isEqualTo(status);
    }
}
