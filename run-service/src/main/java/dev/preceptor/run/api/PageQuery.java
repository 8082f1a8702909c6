package dev.preceptor.run.api;

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
                limit == null ? usual : Math.min(most, number("limit", limit, 1)), after == null ? null : place(after));
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

    /**
     * The value of a parameter; null where it is missing.
     *
     * @throws InvalidRequestException that lists the known values
     */
    public static <E extends Enum<E>> E oneOf(Class<E> type, String parameter, String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(parameter + ": '" + text + "' is unknown; known: "
                        + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    /** @throws InvalidRequestException if it is not a number of at least {@code least} */
    public static int number(String parameter, String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Treated below like a number that is too small.
        }
        throw new InvalidRequestException(parameter + ": '" + text + "' is not a number from " + least + " up");
    }
}
