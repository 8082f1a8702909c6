package dev.preceptor.contracts.specification;

/** US dollars per million tokens. */
public record TokenPrices(double prompt, double completion) {

    public TokenPrices {
        Checks.atLeast("teacher.pricePerMillionTokens.prompt", prompt, 0);
        Checks.atLeast("teacher.pricePerMillionTokens.completion", completion, 0);
    }

    /** What so many tokens cost, in US dollars. */
    public double cost(int promptTokens, int completionTokens) {
        return (prompt * promptTokens + completion * completionTokens) / 1_000_000;
    }
}
