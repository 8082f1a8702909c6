package dev.preceptor.languagemodel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Options for loading a model.
 *
 * @param computeType the data type of computations, independent of the type in the file
 * @param threads the number of cores that {@link LanguageModel#logits} may use; 0 for all
 * @param adapter the folder of a LoRA adapter in PEFT's layout, which is merged into the weights when they are read
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
