package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Examples as tokens, each completion with the model's end token after it. */
final class ExampleTokens {

    private final Tokenizer tokenizer;
    private final int endToken;

    private ExampleTokens(Tokenizer tokenizer, int endToken) {
        this.tokenizer = tokenizer;
        this.endToken = endToken;
    }

    static List<TrainingSequence> of(Path model, List<Example> examples) {
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            int endToken = tokenizer
                    .endId()
                    .orElseThrow(() -> CommandException.badInput(
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
