package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tokenises examples; the model's end token is appended to each completion. */
public final class ExampleTokens {

    private final Tokenizer tokenizer;
    private final int endToken;

    private ExampleTokens(Tokenizer tokenizer, int endToken) {
        this.tokenizer = tokenizer;
        this.endToken = endToken;
    }

    /**
     * Tokenises examples with the model's tokenizer, in their order.
     *
     * @param model a folder in Hugging Face's layout or a GGUF file
     * @throws CheckpointException if the tokenizer cannot be read or has no end token
     */
    public static List<TrainingSequence> of(Path model, List<Example> examples) {
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            int endToken = tokenizer
                    .endId()
                    .orElseThrow(() -> new CheckpointException(
                            model + ": its tokenizer names no end token (eos_token), which every completion needs"));
            ExampleTokens tokens = new ExampleTokens(tokenizer, endToken);
            return examples.stream().map(tokens::of).toList();
        }
    }

    private TrainingSequence of(Example example) {
        return example.isText()
                ? new TrainingSequence(
                        tokenizer.encode(example.prompt()), ended(tokenizer.encode(example.completion(), false)))
                : new TrainingSequence(example.promptIds(), ended(example.completionIds()));
    }

    private int[] ended(int[] ids) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = endToken;
        return ended;
    }
}
