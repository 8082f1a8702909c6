package dev.preceptor.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionCookieTest {

    @Test
    void isKeptFromScriptsAndOtherSitesAndLastsUntilTheBrowserIsClosed() {
        String plain = SessionCookie.of("a-token/with+signs=", false).encode();

        assertThat(plain)
                .startsWith(SessionCookie.NAME + "=")
                .contains("Path=/", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("Max-Age", "Expires", "Secure", "a-token");
        assertThat(SessionCookie.of("t", true).encode()).contains("Secure");
        assertThat(SessionCookie.removed(true).encode()).contains("Max-Age=0", "Secure", "HTTPOnly");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, same-origin, , true",
        "GET, none, , true",
        "GET, same-site, , false",
        "GET, cross-site, , false",
        "GET, , , true",
        "POST, same-origin, http://localhost:8080, true",
        "POST, same-site, http://localhost:8080, false",
        "POST, , http://localhost:8080, true",
        "POST, , , false",
        "DELETE, , , false"
    })
    void countsForRequestsOfItsOwnPagesOnly(String method, String site, String origin, boolean counts) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (site != null) {
            headers.add("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            headers.add("Origin", origin);
        }

        assertThat(SessionCookie.isOfOwnPage(HttpMethod.valueOf(method), headers))
                .isEqualTo(counts);
    }

    @ParameterizedTest
    @CsvSource({
        "/, true",
        "/index.html, true",
        "/page/main.js, true",
        "/webjars/uplot/x.js, true",
        "/session, true",
        "/q/health, true",
        "/runs, false",
        "/page, false",
        "/pages/x, false",
        "/session/x, false",
        "/v1/models, false",
        "/runs/page/x, false",
        "/runs/webjars/x, false"
    })
    void onlyFilesOfPagesAndProbesNeedNoToken(String path, boolean isPublic) {
        assertThat(PublicPaths.contains(path)).isEqualTo(isPublic);
    }
}
