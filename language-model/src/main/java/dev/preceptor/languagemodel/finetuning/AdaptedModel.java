package dev.preceptor.languagemodel.finetuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.AdaptedWeights;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A model and a LoRA adapter as one model, which every tool reads that reads the base. */
public final class AdaptedModel {

    private AdaptedModel() {}

    /**
     * Merges an adapter into its base and writes the result as a Hugging Face folder with float32 weights, whole or not at
     * all.
     *
     * @param base a folder in Hugging Face's layout, or a .gguf file
     * @param adapter a folder in PEFT's layout
     * @param target a folder that does not exist yet, or is empty
     * @throws CheckpointException if something cannot be read or written, or the adapter is one of another model
     */
    public static SavedCheckpoint merge(Path base, Path adapter, Path target) {
        ModelConfiguration configuration = ModelConfiguration.read(base);
        Torch.prepareThread(0);
        try (Tokenizer tokenizer = Tokenizer.load(base);
                WeightSource source = AdaptedWeights.open(base, adapter, configuration);
                NDManager arrays = NDManager.newBaseManager(ai.djl.Device.cpu())) {
            FreeMemory.require(base, source.size() * Float.BYTES);
            Map<String, NDArray> tensors = new TreeMap<>();
            for (String name : source.names()) {
                tensors.put(name, source.read(arrays, name, DataType.FLOAT32));
            }
            return HuggingFaceFolder.write(
                    target, configuration.withStoredType(DataType.FLOAT32), tensors, tokenizer.files());
        }
    }
}
