package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.tokenizer.PromptTokens;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tokenises the examples of a file. It appends the end token of the model to each completion. */
public final class ExampleFileTokenizer {

    private final Tokenizer tokenizer;
    private final TemplateVariables variables;
    private final int endToken;

    private ExampleFileTokenizer(Tokenizer tokenizer, TemplateVariables variables, int endToken) {
        this.tokenizer = tokenizer;
        this.variables = variables;
        this.endToken = endToken;
    }

    /**
     * Tokenises examples with the tokenizer of a model.
     *
     * @param model a folder in Hugging Face's layout, or a .gguf file
     * @param variables what the chat template is rendered with
     * @return the sequences in the order of the examples
     * @throws CheckpointException if the tokenizer cannot be read, has no end token, or has no chat template and an example is a
     *     conversation
     */
    public static List<TrainingSequence> tokenize(Path model, List<Example> examples, TemplateVariables variables) {
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            int endToken = tokenizer
                    .endId()
                    .orElseThrow(() -> new CheckpointException(
                            model + ": the tokenizer has no end token (eos_token), which every completion needs"));
            examples.stream()
                    .filter(example -> example.isConversation() && !tokenizer.hasChatTemplate())
                    .findFirst()
                    .ifPresent(example -> {
                        throw new CheckpointException(model + ": has no chat template, which the example of line "
                                + example.line() + " needs; write \"prompt\" and \"completion\" as texts");
                    });
            ExampleFileTokenizer exampleTokenizer = new ExampleFileTokenizer(tokenizer, variables, endToken);
            return examples.stream().map(exampleTokenizer::tokenize).toList();
        }
    }

    private TrainingSequence tokenize(Example example) {
        if (example.isText()) {
            return sequence(tokenizer.prompt(example.prompt()), example.completion());
        }
        if (example.isConversation()) {
            return sequence(
                    tokenizer.chatPrompt(example.messages(), variables),
                    tokenizer.chatAnswer(example.messages(), example.completion(), variables));
        }
        return new TrainingSequence(example.promptIds(), withEndToken(example.completionIds()));
    }

    private TrainingSequence sequence(PromptTokens prompt, String completion) {
        return new TrainingSequence(prompt.ids(), withEndToken(tokenizer.encodeCompletion(prompt, completion)));
    }

    private int[] withEndToken(int[] ids) {
        int[] extended = Arrays.copyOf(ids, ids.length + 1);
        extended[ids.length] = endToken;
        return extended;
    }
}
