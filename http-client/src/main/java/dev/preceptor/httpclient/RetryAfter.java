package dev.preceptor.httpclient;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The delay that a server asks for: {@code retry-after-ms}, or {@code Retry-After} (RFC 9110, section 10.2.3), or for a 429 the time at
 * which the exhausted limit is reset ({@code x-ratelimit-reset-*}, {@code anthropic-ratelimit-*-reset}).
 */
final class RetryAfter {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Pattern RESET =
            Pattern.compile("(?i)(?:x-|anthropic-)?ratelimit-(?:reset(?:-\\w+)*|[\\w-]+-reset)");
    private static final Pattern PERIOD =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:([\\d.]+)s)?(?:([\\d.]+)ms)?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:\\.\\d*)?|\\.\\d+");
    /** A number of seconds above this is a date, in seconds or milliseconds since 1970. */
    private static final double FIRST_DATE = 1e9;

    private static final double FIRST_DATE_IN_MILLIS = 1e12;

    private RetryAfter() {}

    /** Returns null where no header names a delay; zero where the time has passed. */
    static Duration of(int status, HttpHeaders headers, Instant now) {
        Duration millis = headers.firstValue("retry-after-ms")
                .filter(value -> NUMBER.matcher(value.strip()).matches())
                .map(value -> millis(Double.parseDouble(value.strip())))
                .orElse(null);
        if (millis != null) {
            return millis;
        }
        Duration asked = parse(headers.firstValue("Retry-After").orElse(null), now);
        return asked != null || status != TOO_MANY_REQUESTS
                ? asked
                : reset(headers, now).orElse(null);
    }

    /**
     * The delay that a Retry-After header asks for, in seconds or as a date.
     *
     * @param header null where the response has none
     * @return null where the header is missing or cannot be parsed; zero where its date has passed
     */
    static Duration parse(String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (NUMBER.matcher(value).matches()) {
            return millis(Double.parseDouble(value) * 1_000);
        }
        try {
            return until(
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant(),
                    now);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The longest reset of the limits that are exhausted; where the server does not say which, the shortest of all. */
    private static Optional<Duration> reset(HttpHeaders headers, Instant now) {
        List<Map.Entry<String, List<String>>> resets = headers.map().entrySet().stream()
                .filter(header -> RESET.matcher(header.getKey()).matches())
                .toList();
        Optional<Duration> exhausted = delays(
                        resets.stream().filter(header -> isExhausted(header.getKey(), headers)), now)
                .max(Comparator.naturalOrder());
        return exhausted.isPresent() ? exhausted : delays(resets.stream(), now).min(Comparator.naturalOrder());
    }

    private static Stream<Duration> delays(Stream<Map.Entry<String, List<String>>> headers, Instant now) {
        return headers.map(header -> delay(header.getValue().get(0).strip(), now))
                .filter(Objects::nonNull);
    }

    private static boolean isExhausted(String reset, HttpHeaders headers) {
        return headers.firstValue(reset.replaceFirst("(?i)reset", "remaining"))
                .filter(remaining -> remaining.strip().equals("0"))
                .isPresent();
    }

    private static Duration delay(String value, Instant now) {
        if (NUMBER.matcher(value).matches()) {
            double number = Double.parseDouble(value);
            if (number < FIRST_DATE) {
                return millis(number * 1_000);
            }
            return until(Instant.ofEpochMilli((long) (number < FIRST_DATE_IN_MILLIS ? number * 1_000 : number)), now);
        }
        Matcher period = PERIOD.matcher(value);
        if (!value.isEmpty() && period.matches()) {
            double seconds =
                    number(period, 1) * 86_400 + number(period, 2) * 3_600 + number(period, 3) * 60 + number(period, 4);
            return millis(seconds * 1_000 + number(period, 5));
        }
        try {
            return until(OffsetDateTime.parse(value).toInstant(), now);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static double number(Matcher period, int group) {
        String digits = period.group(group);
        return digits == null || !NUMBER.matcher(digits).matches() ? 0 : Double.parseDouble(digits);
    }

    private static Duration millis(double millis) {
        return Duration.ofMillis((long) Math.ceil(millis));
    }

    private static Duration until(Instant date, Instant now) {
        return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    }
}
