package dev.preceptor.httpclient;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Parses the Retry-After header (RFC 9110, section 10.2.3). */
final class RetryAfter {

    private RetryAfter() {}

    /**
     * The delay that the header asks for, in seconds or as a date.
     *
     * @param header null where the response has none
     * @return null where the header is missing or cannot be parsed; zero where its date has passed
     */
    static Duration parse(String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        try {
            if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')) {
                return Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1_000));
            }
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
        } catch (DateTimeParseException | NumberFormatException e) {
            return null;
        }
    }
}
