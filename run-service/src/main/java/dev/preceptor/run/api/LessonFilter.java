package dev.preceptor.run.api;

import dev.preceptor.contracts.report.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which lessons are asked for.
 *
 * @param outcome null: any
 */
record LessonFilter(int limit, Outcome outcome) {

    private static final int DEFAULT_LIMIT = 20;

    /**
     * Reads a query's parameters; null where one is not given.
     *
     * @throws InvalidRequestException naming the one that cannot be read
     */
    static LessonFilter of(String limit, String outcome) {
        return new LessonFilter(limit(limit), outcome(outcome));
    }

    private static int limit(String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a number that is too small is.
        }
        throw new InvalidRequestException("limit: '" + text + "' is no number from 1 up");
    }

    private static Outcome outcome(String text) {
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
