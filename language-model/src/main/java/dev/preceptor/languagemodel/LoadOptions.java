package dev.preceptor.languagemodel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param computeType what it computes in, whatever its file stores
 * @param threads cores that {@link LanguageModel#logits} may use; 0: all
 * @param adapter a LoRA adapter in PEFT's layout that is merged into the weights as they are read
 */
public record LoadOptions(ComputeType computeType, int threads, Optional<Path> adapter) {

    public LoadOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 (all) or more, not " + threads);
        }
    }

    public static LoadOptions defaults() {
        return new LoadOptions(ComputeType.AUTO, 0, Optional.empty());
    }

    public LoadOptions withComputeType(ComputeType type) {
        return new LoadOptions(type, threads, adapter);
    }

    public LoadOptions withThreads(int count) {
        return new LoadOptions(computeType, count, adapter);
    }

    public LoadOptions withAdapter(Path folder) {
        return new LoadOptions(computeType, threads, Optional.of(folder));
    }
}
