package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.LazyTensor;
import dev.preceptor.languagemodel.checkpoint.LoraMergedWeights;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;

/** Merges LoRA adapters into their base models. */
public final class AdapterMerger {

    private AdapterMerger() {}

    /** The number of float32 matrices of the largest size that are in memory at the same time while merging. */
    private static final int MATRICES_IN_MEMORY = 3;

    /** Merges an adapter like {@link #merge(Path, Path, Path, CheckpointType)}, in the data type of the base. */
    public static SavedCheckpoint merge(Path base, Path adapter, Path target) {
        return merge(base, adapter, target, CheckpointType.BASE);
    }

    /**
     * Merges an adapter into its base model and writes a Hugging Face folder, which appears atomically. Weights are read, merged
     * in float32, rounded and written one after the other. The memory needed is a few times the largest weight.
     *
     * @param base a folder in Hugging Face's layout, or a .gguf file
     * @param adapter a folder in PEFT's layout
     * @param target a folder that does not exist or is empty
     * @param type the data type of the saved weights
     * @throws CheckpointException if a file cannot be read or written, or the adapter belongs to another model
     */
    public static SavedCheckpoint merge(Path base, Path adapter, Path target, CheckpointType type) {
        ModelConfiguration configuration = ModelConfiguration.read(base);
        Torch.prepareThread(0);
        try (Tokenizer tokenizer = Tokenizer.load(base);
                WeightSource source = LoraMergedWeights.open(base, adapter, configuration)) {
            long largest = source.names().stream()
                    .mapToLong(name -> source.info(name).shape().size())
                    .max()
                    .orElse(0);
            FreeMemory.require(base, MATRICES_IN_MEMORY * largest * Float.BYTES);
            return HuggingFaceFolder.write(
                    target, configuration.withStoredType(type.of(base)), LazyTensor.allOf(source), tokenizer.files());
        }
    }
}
