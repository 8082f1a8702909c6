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

<<<<<<< HEAD:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
    private ExampleFileTokenizer(Tokenizer tokenizer, TemplateVariables variables, int endToken) {
=======
    private ExampleFileTokenizer(Tokenizer tokenizer, int endToken) {
>>>>>>> h-lmprose:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
        this.tokenizer = tokenizer;
        this.variables = variables;
        this.endToken = endToken;
    }

    /**
     * Tokenises examples with the tokenizer of a model.
     *
<<<<<<< HEAD:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
     * @param model a folder in Hugging Face's layout or a GGUF file
     * @param variables what the chat template is rendered with
     * @throws CheckpointException if the tokenizer cannot be read, has no end token, or lacks the chat template that an example needs
     */
    public static List<TrainingSequence> of(Path model, List<Example> examples, TemplateVariables variables) {
=======
     * @param model a folder in Hugging Face's layout, or a .gguf file
     * @return the sequences in the order of the examples
     * @throws CheckpointException if the tokenizer cannot be read, has no end token, or has no chat template and an example is a
     *     conversation
     */
    public static List<TrainingSequence> tokenize(Path model, List<Example> examples) {
>>>>>>> h-lmprose:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
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
<<<<<<< HEAD:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
            ExampleFileTokenizer tokens = new ExampleFileTokenizer(tokenizer, variables, endToken);
            return examples.stream().map(tokens::of).toList();
=======
            ExampleFileTokenizer exampleTokenizer = new ExampleFileTokenizer(tokenizer, endToken);
            return examples.stream().map(exampleTokenizer::tokenize).toList();
>>>>>>> h-lmprose:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
        }
    }

    private TrainingSequence tokenize(Example example) {
        if (example.isText()) {
<<<<<<< HEAD:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
            return sequence(tokenizer.prompt(example.prompt()), example.completion());
        }
        if (example.isConversation()) {
            return sequence(
                    tokenizer.chatPrompt(example.messages(), variables),
                    tokenizer.chatAnswer(example.messages(), example.completion(), variables));
=======
            return new TrainingSequence(
                    tokenizer.encode(example.prompt()), withEndToken(tokenizer.encode(example.completion(), false)));
        }
        if (example.isConversation()) {
            return new TrainingSequence(
                    tokenizer.encodeChat(example.messages(), true),
                    withEndToken(tokenizer.encode(example.completion(), false)));
>>>>>>> h-lmprose:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
        }
        return new TrainingSequence(example.promptIds(), withEndToken(example.completionIds()));
    }

<<<<<<< HEAD:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
    private TrainingSequence sequence(PromptTokens prompt, String completion) {
        return new TrainingSequence(prompt.ids(), ended(tokenizer.encodeCompletion(prompt, completion)));
    }

    private int[] ended(int[] ids) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = endToken;
        return ended;
=======
    private int[] withEndToken(int[] ids) {
        int[] extended = Arrays.copyOf(ids, ids.length + 1);
        extended[ids.length] = endToken;
        return extended;
>>>>>>> h-lmprose:language-model/src/main/java/dev/preceptor/languagemodel/finetuning/ExampleFileTokenizer.java
    }
}
