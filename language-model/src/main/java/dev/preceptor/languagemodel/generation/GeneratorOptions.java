package dev.preceptor.languagemodel.generation;

/**
 * A generator's bounds.
 *
 * @param slots sequences that are computed at the same time; further ones wait
 * @param capacity tokens of prompt and completion together that a sequence may have; the model's context if that is less
 * @param prefillTokens prompt tokens of one step: a longer prompt is read over several, while others go on; 0: 512 on a CPU,
 *     4,096 on a GPU, which would have little to do with fewer
 * @param threads cores to use; 0: all
 */
public record GeneratorOptions(int slots, int capacity, int prefillTokens, int threads) {

    public GeneratorOptions {
        if (slots < 1 || capacity < 2 || prefillTokens < 0 || threads < 0) {
            throw new IllegalArgumentException(
                    "a generator needs slots >= 1, capacity >= 2, prefillTokens >= 0 and threads >= 0, not "
                            + "%d, %d, %d and %d".formatted(slots, capacity, prefillTokens, threads));
        }
    }

    /** 32 sequences of up to 2,048 tokens, on all cores. */
    public static GeneratorOptions defaults() {
        return new GeneratorOptions(32, 2048, 0, 0);
    }

    public GeneratorOptions withSlots(int count) {
        return new GeneratorOptions(count, capacity, prefillTokens, threads);
    }

    public GeneratorOptions withCapacity(int tokens) {
        return new GeneratorOptions(slots, tokens, prefillTokens, threads);
    }

    public GeneratorOptions withPrefillTokens(int tokens) {
        return new GeneratorOptions(slots, capacity, tokens, threads);
    }

    public GeneratorOptions withThreads(int count) {
        return new GeneratorOptions(slots, capacity, prefillTokens, count);
    }
}
