package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a program's standard output is compared with an expected one.
 *
 * @param absolute for {@link Kind#FLOATS}: the absolute tolerance; null otherwise
 * @param relative for {@link Kind#FLOATS}: the tolerance relative to the expected number, added to the absolute one; null otherwise
 * @param program for {@link Kind#PROGRAM}: Python that defines {@code check(input, expected, output)}; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputComparison(Kind kind, Double absolute, Double relative, String program) {

    /** The default: the same text, apart from white space at the end of lines and of the output. */
    public static final OutputComparison EXACT = new OutputComparison(Kind.EXACT, null, null, null);

    /** The default of both tolerances. */
    public static final double DEFAULT_TOLERANCE = 1e-6;

    /** The kinds of comparison. */
    public enum Kind {
        /** The same text, apart from white space at the end of lines and of the output. */
        @JsonProperty("exact")
        EXACT,
        /** The same words, separated by any white space. */
        @JsonProperty("tokens")
        TOKENS,
        /** The same words, where numbers may differ by a tolerance. */
        @JsonProperty("floats")
        FLOATS,
        /** The same lines, apart from white space at both ends; a line of numbers is compared by their exact values. */
        @JsonProperty("numbers")
        NUMBERS,
        /** As a program of the task decides. */
        @JsonProperty("program")
        PROGRAM
    }

    /**
     * Sets the default tolerances: both if neither is given, otherwise 0 for the one that is not.
     *
     * @throws IllegalArgumentException if a field does not belong to the kind, or is missing or negative; the message names it
     */
    public OutputComparison {
        if (kind == null) {
            throw new IllegalArgumentException(
                    "\"comparison\" lacks \"kind\"; write one of exact, tokens, floats," + " numbers, program");
        }
        boolean hasTolerance = absolute != null || relative != null;
        if (kind == Kind.FLOATS) {
            double otherwise = hasTolerance ? 0 : DEFAULT_TOLERANCE;
            absolute = tolerance("absolute", absolute, otherwise);
            relative = tolerance("relative", relative, otherwise);
        } else if (hasTolerance) {
            throw new IllegalArgumentException(
                    "\"comparison\": only the kind \"floats\" has the tolerances \"absolute\" and \"relative\"");
        }
        if (kind == Kind.PROGRAM != (program != null && !program.isBlank())) {
            throw new IllegalArgumentException(
                    "\"comparison\": the kind \"program\", and only this, needs \"program\", Python that defines"
                            + " check(input, expected, output)");
        }
    }

    /** Words are equal, or numbers within the tolerances. */
    public static OutputComparison floats(double absolute, double relative) {
        return new OutputComparison(Kind.FLOATS, absolute, relative, null);
    }

    /** A comparison that needs no further fields. */
    public static OutputComparison of(Kind kind) {
        return new OutputComparison(kind, null, null, null);
    }

    private static double tolerance(String name, Double value, double otherwise) {
        double tolerance = value == null ? otherwise : value;
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException(
                    "\"comparison\": \"" + name + "\" must be a number of at least 0, is " + value);
        }
        return tolerance;
    }
}
