package dev.preceptor.languagemodel;

/**
 * How a model is loaded.
 *
 * @param computeType what it computes in, whatever its file stores
 * @param threads cores that {@link LanguageModel#logits} may use; 0: all
 */
public record LoadOptions(ComputeType computeType, int threads) {

    public LoadOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 (all) or more, not " + threads);
        }
    }

    public static LoadOptions defaults() {
        return new LoadOptions(ComputeType.AUTO, 0);
    }

    public LoadOptions withComputeType(ComputeType type) {
        return new LoadOptions(type, threads);
    }

    public LoadOptions withThreads(int count) {
        return new LoadOptions(computeType, count);
    }
}
