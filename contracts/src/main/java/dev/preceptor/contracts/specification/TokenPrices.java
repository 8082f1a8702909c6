package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * US dollars per million tokens.
 *
 * @param cached of those prompt tokens that the server reads from its own cache; null: as the others
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

    /** Of a prompt token that the server reads from its own cache. */
    public double ofCached() {
        return cached == null ? prompt : cached;
    }
}
