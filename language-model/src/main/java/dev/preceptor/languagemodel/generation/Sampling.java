package dev.preceptor.languagemodel.generation;

/**
 * How the next token is chosen from the model's probabilities. Temperature comes first, then top k, then top p.
 *
 * @param temperature 0 takes the most likely token; greater values flatten the distribution
 * @param topP keeps the smallest set of most likely tokens whose probabilities reach this sum, in (0, 1]; 1 keeps all
 * @param topK keeps this many of the most likely tokens; 0 keeps all
 */
public record Sampling(double temperature, double topP, int topK) {

    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be 0 or more, not " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top p must be above 0 and at most 1, not " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top k must be 0 (all) or more, not " + topK);
        }
    }

    /** The most likely token, always. */
    public static Sampling greedy() {
        return new Sampling(0, 1, 0);
    }

    /** From the whole distribution at a temperature. */
    public static Sampling temperature(double temperature) {
        return new Sampling(temperature, 1, 0);
    }
}
