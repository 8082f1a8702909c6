package dev.preceptor.contracts.specification;

/**
 * The condition for stopping before the last round.
 *
 * @param minGain the minimum gain of a round's pass@1 over the best earlier exam, from 0 to 1
 * @param patience the number of consecutive rounds without such a gain after which the run stops
 */
public record Until(Double minGain, Integer patience) {

    public Until {
        minGain = minGain == null ? 0.01 : minGain;
        patience = patience == null ? 1 : patience;
        Checks.within("until.minGain", minGain, 0, 1);
        Checks.atLeast("until.patience", patience, 1);
    }
}
