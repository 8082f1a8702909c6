package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.LazyTensor;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;

/** Converts models to Hugging Face folders, which other engines read. */
public final class ModelConverter {

    /** The number of float32 matrices of the largest size that are in memory at the same time while converting. */
    private static final int MATRICES_IN_MEMORY = 2;

    private ModelConverter() {}

    /**
     * Writes a model as a Hugging Face folder, which appears atomically. Quantised weights are converted to float32 and rounded to the
     * type, to nearest, ties to even. Weights are converted one after the other.
     *
     * @param model a folder in Hugging Face's layout, or a .gguf file
     * @param target a folder that does not exist or is empty
     * @param type the data type of the saved weights
     * @throws CheckpointException if a file cannot be read or written, or a weight exceeds the range of the type
     */
    public static SavedCheckpoint convert(Path model, Path target, CheckpointType type) {
        ModelConfiguration configuration = ModelConfiguration.read(model);
        Torch.prepareThread(0);
        try (Tokenizer tokenizer = Tokenizer.load(model);
                WeightSource source = WeightSource.open(model)) {
            long largest = source.names().stream()
                    .mapToLong(name -> source.info(name).shape().size())
                    .max()
                    .orElse(0);
            FreeMemory.require(model, MATRICES_IN_MEMORY * largest * Float.BYTES);
            return HuggingFaceFolder.write(
                    target, configuration.withStoredType(type.of(model)), LazyTensor.allOf(source), tokenizer.files());
        }
    }
}
