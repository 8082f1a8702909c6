package dev.preceptor.run.api;

import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.stream.PageLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads the parameters of a list's query. */
public final class PageQuery {

    private PageQuery() {}

    /**
     * @param limit the most items; null: the usual number. It is never more than {@code most}
     * @param after the cursor of the page before; null: the first page
     * @throws InvalidRequestException naming the parameter that cannot be read
     */
    public static PageLimits of(String limit, String after, int usual, int most) {
        return new PageLimits(
                limit == null ? usual : Math.min(most, number(limit)), after == null ? null : place(after));
    }

    /** The cursor of a place; clients pass it on unchanged. */
    static String cursor(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static String place(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("after: is not a cursor that a page's link named");
        }
    }

    private static int number(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Treated below like a number that is too small.
        }
        throw new InvalidRequestException("limit: '" + text + "' is not a number from 1 up");
    }

    /** Null where the parameter is missing. */
    static Outcome outcome(String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("outcome: '" + text + "' is unknown; known: "
                        + Arrays.stream(Outcome.values()).map(Outcome::name).collect(Collectors.joining(", "))));
    }
}
