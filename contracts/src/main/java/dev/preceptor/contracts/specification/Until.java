package dev.preceptor.contracts.specification;

/**
 * When further rounds are not worth it.
 *
 * @param minGain what a round's pass@1 must gain over the best exam before it, from 0 to 1, to count as a gain
 * @param patience after so many rounds without a gain in a row the run stops
 */
public record Until(Double minGain, Integer patience) {

    public Until {
        minGain = minGain == null ? 0.01 : minGain;
        patience = patience == null ? 1 : patience;
        Checks.within("until.minGain", minGain, 0, 1);
        Checks.atLeast("until.patience", patience, 1);
    }
}
