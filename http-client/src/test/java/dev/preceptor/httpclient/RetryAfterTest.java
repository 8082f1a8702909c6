package dev.preceptor.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    /** The date of the example in RFC 9110, section 5.6.7. */
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @Test
    void readsSecondsAndDates() {
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofSeconds(120));
        assertThat(RetryAfter.parse("0.5", NOW)).isEqualTo(Duration.ofMillis(500));
        assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW)).isEqualTo(Duration.ofSeconds(37));
        assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:40:00 GMT", NOW)).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-1", "1.2.3", "Sun, 06 Foo 1994 08:49:37 GMT"})
    void whatMakesNoSenseIsNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }

    private static Duration of(int status, String... headers) {
        Map<String, List<String>> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return RetryAfter.of(status, HttpHeaders.of(map, (name, value) -> true), NOW);
    }

    @Test
    void millisecondsAreMoreExactThanSeconds() {
        assertThat(of(429, "retry-after-ms", "1500.2", "Retry-After", "2")).isEqualTo(Duration.ofMillis(1501));
        assertThat(of(503, "Retry-After-Ms", "soon", "Retry-After", "2")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theResetOfALimitCountsForTooManyRequests() {
        assertThat(of(429, "x-ratelimit-reset-tokens", "6m0s")).isEqualTo(Duration.ofMinutes(6));
        assertThat(of(429, "x-ratelimit-reset-requests", "1h2m3.5s")).isEqualTo(Duration.ofMillis(3_723_500));
        assertThat(of(429, "x-ratelimit-reset-requests", "20ms")).isEqualTo(Duration.ofMillis(20));
        assertThat(of(429, "ratelimit-reset", "12")).isEqualTo(Duration.ofSeconds(12));
        assertThat(of(429, "x-ratelimit-reset", "1000000000"))
                .isEqualTo(Duration.between(NOW, Instant.ofEpochSecond(1_000_000_000)));
        assertThat(of(429, "anthropic-ratelimit-requests-reset", "1994-11-06T08:49:30Z"))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(of(500, "x-ratelimit-reset-tokens", "6m0s")).isNull();
        assertThat(of(429, "x-ratelimit-reset-tokens", "later")).isNull();
        assertThat(of(429, "Retry-After", "1", "x-ratelimit-reset-tokens", "6m0s"))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theExhaustedLimitCounts() {
        assertThat(of(
                        429,
                        "x-ratelimit-reset-requests",
                        "23h",
                        "x-ratelimit-remaining-requests",
                        "99",
                        "x-ratelimit-reset-tokens",
                        "9s",
                        "x-ratelimit-remaining-tokens",
                        "0"))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(of(429, "x-ratelimit-reset-requests", "23h", "x-ratelimit-reset-tokens", "9s"))
                .isEqualTo(Duration.ofSeconds(9));
    }
}
