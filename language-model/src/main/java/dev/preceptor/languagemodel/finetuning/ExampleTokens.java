package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.tokenizer.PromptTokens;
import dev.preceptor.languagemodel.tokenizer.TemplateVariables;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tokenises examples; the model's end token is appended to each completion. */
public final class ExampleTokens {

    private final Tokenizer tokenizer;
    private final TemplateVariables variables;
    private final int endToken;

    private ExampleTokens(Tokenizer tokenizer, TemplateVariables variables, int endToken) {
        this.tokenizer = tokenizer;
        this.variables = variables;
        this.endToken = endToken;
    }

    /**
     * Tokenises examples with the model's tokenizer, in their order.
     *
     * @param model a folder in Hugging Face's layout or a GGUF file
     * @param variables what the chat template is rendered with
     * @throws CheckpointException if the tokenizer cannot be read, has no end token, or lacks the chat template that an example needs
     */
    public static List<TrainingSequence> of(Path model, List<Example> examples, TemplateVariables variables) {
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            int endToken = tokenizer
                    .endId()
                    .orElseThrow(() -> new CheckpointException(
                            model + ": its tokenizer names no end token (eos_token), which every completion needs"));
            examples.stream()
                    .filter(example -> example.isConversation() && !tokenizer.hasChatTemplate())
                    .findFirst()
                    .ifPresent(example -> {
                        throw new CheckpointException(model + ": has no chat template, which the example of line "
                                + example.line() + " needs; write \"prompt\" and \"completion\" as texts");
                    });
            ExampleTokens tokens = new ExampleTokens(tokenizer, variables, endToken);
            return examples.stream().map(tokens::of).toList();
        }
    }

    private TrainingSequence of(Example example) {
        if (example.isText()) {
            return sequence(tokenizer.prompt(example.prompt()), example.completion());
        }
        if (example.isConversation()) {
            return sequence(
                    tokenizer.chatPrompt(example.messages(), variables),
                    tokenizer.chatAnswer(example.messages(), example.completion(), variables));
        }
        return new TrainingSequence(example.promptIds(), ended(example.completionIds()));
    }

    private TrainingSequence sequence(PromptTokens prompt, String completion) {
        return new TrainingSequence(prompt.ids(), ended(tokenizer.encodeCompletion(prompt, completion)));
    }

    private int[] ended(int[] ids) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = endToken;
        return ended;
    }
}
