package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.specification.TokenPrices;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** US dollars in whole nanodollars (billionths), so that sums are exact. */
public final class Money {

    private static final double NANOS_PER_DOLLAR = 1e9;
    private static final BigDecimal NANOS_PER_MILLIONTH = BigDecimal.valueOf(1_000);

    private Money() {}

    /** The nearest whole number of nanodollars; the inverse of {@link #usd} up to millions of dollars. */
    public static long nanos(double usd) {
        return Math.round(usd * NANOS_PER_DOLLAR);
    }

    public static double usd(long nanos) {
        return nanos / NANOS_PER_DOLLAR;
    }

    /**
     * The cost of a request in nanodollars, rounded up.
     *
     * @param cachedTokens the part of the prompt tokens that the server read from its prompt cache
     */
    public static long cost(TokenPrices pricePerMillion, long promptTokens, long completionTokens, long cachedTokens) {
        BigDecimal millionths = BigDecimal.valueOf(pricePerMillion.prompt())
                .multiply(BigDecimal.valueOf(promptTokens - cachedTokens))
                .add(BigDecimal.valueOf(pricePerMillion.ofCached()).multiply(BigDecimal.valueOf(cachedTokens)))
                .add(BigDecimal.valueOf(pricePerMillion.completion()).multiply(BigDecimal.valueOf(completionTokens)));
        return millionths
                .multiply(NANOS_PER_MILLIONTH)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
