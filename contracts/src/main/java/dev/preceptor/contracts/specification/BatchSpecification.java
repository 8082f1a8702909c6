package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the requests to a teacher are put into batches, which the provider answers within a day at a lower price.
 *
 * @param most the maximum number of requests in one batch; 10,000 by default
 * @param gather {@code wait}: how long the first request of a batch waits for others, as {@code 30s}, {@code 5m} or {@code 2h}; {@code 5m} by default
 * @param poll the interval at which the provider is asked for the state of a batch; {@code 30s} by default
 * @param priceFactor what a batch costs, as a part of {@code teacher.pricePerMillionTokens}; 0.5 by default
 * @param pricePerMillionTokens the prices in a batch; null: {@code priceFactor} determines them
 * @param then where a request goes that its batch did not answer: {@code batch} (the next batch) or {@code live}; {@code batch} by default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchSpecification(
        Integer most,
        @JsonProperty("wait") String gather,
        String poll,
        Double priceFactor,
        TokenPrices pricePerMillionTokens,
        String then) {

    /** The greatest number of requests that OpenAI accepts in one batch; Anthropic accepts twice as many. */
    static final int MOST_REQUESTS = 50_000;

    private static final int DEFAULT_MOST = 10_000;
    private static final double HALF = 0.5;
    private static final String LIVE = "live";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smh])");

    public BatchSpecification {
        most = most == null ? DEFAULT_MOST : most;
        gather = gather == null ? "5m" : gather;
        poll = poll == null ? "30s" : poll;
        priceFactor = priceFactor == null && pricePerMillionTokens == null ? (Double) HALF : priceFactor;
        then = then == null ? "batch" : then;
        Checks.within("teacher.batch.most", most, 1, MOST_REQUESTS);
        Checks.oneOf("teacher.batch.then", then, "batch", LIVE);
        duration("teacher.batch.wait", gather);
        if (duration("teacher.batch.poll", poll).isZero()) {
            throw new InvalidSpecificationException("teacher.batch.poll", "must be at least 1s");
        }
        if (priceFactor != null) {
            Checks.within("teacher.batch.priceFactor", priceFactor, 0, 1);
        }
        if (priceFactor != null && pricePerMillionTokens != null) {
            throw new InvalidSpecificationException(
                    "teacher.batch.priceFactor", "excludes teacher.batch.pricePerMillionTokens; set one of them");
        }
    }

    /** All defaults. */
    public static BatchSpecification defaults() {
        return new BatchSpecification(null, null, null, null, null, null);
    }

    /** How long the first request of a batch waits for others. */
    @JsonIgnore
    public Duration waitTime() {
        return duration("teacher.batch.wait", gather);
    }

    /** The interval at which the provider is asked for the state of a batch. */
    @JsonIgnore
    public Duration pollInterval() {
        return duration("teacher.batch.poll", poll);
    }

    /** Whether a request that its batch did not answer is sent to the live endpoint. */
    @JsonIgnore
    public boolean thenLive() {
        return then.equals(LIVE);
    }

    /** The prices in a batch. */
    TokenPrices prices(TokenPrices live) {
        if (pricePerMillionTokens != null) {
            return pricePerMillionTokens;
        }
        return new TokenPrices(
                times(live.prompt()), times(live.completion()), live.cached() == null ? null : times(live.cached()));
    }

    private double times(double price) {
        return BigDecimal.valueOf(price)
                .multiply(BigDecimal.valueOf(priceFactor))
                .doubleValue();
    }

    private static Duration duration(String setting, String written) {
        Matcher parts = DURATION.matcher(written.strip());
        if (!parts.matches()) {
            throw new InvalidSpecificationException(
                    setting, "'" + written + "' is not a number of seconds, minutes or hours, such as 30s, 5m or 2h");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
