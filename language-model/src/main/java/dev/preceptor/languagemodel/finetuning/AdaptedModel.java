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

/** A model and a LoRA adapter as one model, which every tool reads that reads the base. */
public final class AdaptedModel {

    private AdaptedModel() {}

    /** Matrices of the largest one's size that merging holds at once, in float32: itself, its update, and the update as multiplied. */
    private static final int LARGEST_AT_ONCE = 3;

    /** Merges an adapter into its base as {@link #merge(Path, Path, Path, CheckpointType)} does, in the base's own type. */
    public static SavedCheckpoint merge(Path base, Path adapter, Path target) {
        return merge(base, adapter, target, CheckpointType.BASE);
    }

    /**
     * Merges an adapter into its base and writes the result as a Hugging Face folder, whole or not at all. Weights are read, merged in
     * float32, rounded and written one after the other, so that it takes a few times the memory of the largest of them.
     *
     * @param base a folder in Hugging Face's layout, or a .gguf file
     * @param adapter a folder in PEFT's layout
     * @param target a folder that does not exist yet, or is empty
     * @param type of the weights in the files
     * @throws CheckpointException if something cannot be read or written, or the adapter is one of another model
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
            FreeMemory.require(base, LARGEST_AT_ONCE * largest * Float.BYTES);
            return HuggingFaceFolder.write(
                    target, configuration.withStoredType(type.of(base)), LazyTensor.allOf(source), tokenizer.files());
        }
    }
}
