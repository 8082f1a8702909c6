package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Prices in US dollars per million tokens.
 *
 * @param cached the price of prompt tokens that the server reads from its prompt cache; null: the price of other prompt
 *     tokens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenPrices(double prompt, double completion, Double cached) {

    public static final TokenPrices FREE = new TokenPrices(0, 0);

    public TokenPrices {
        Checks.atLeast("teacher.pricePerMillionTokens.prompt", prompt, 0);
        Checks.atLeast("teacher.pricePerMillionTokens.completion", completion, 0);
        if (cached != null) {
            Checks.within("teacher.pricePerMillionTokens.cached", cached, 0, prompt);
        }
    }

    public TokenPrices(double prompt, double completion) {
        this(prompt, completion, null);
    }

    /** Returns the price of prompt tokens that the server reads from its prompt cache. */
    public double ofCached() {
        return cached == null ? prompt : cached;
    }
}
