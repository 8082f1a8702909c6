package dev.preceptor.trainer.engine;

import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.network.SoftTargets;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.PromptTokens;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Tokenizes training examples: the prompt as the student is prompted, the completion as it should answer, with an end token. An attempt that
 * was scored has the tokens that the student generated.
 */
public final class ExampleTokenizer implements AutoCloseable {

    private final Tokenizer tokenizer;
    private final PromptFormat format;
    private final SoftTargetReader softTargets;

    /**
     * @param tokenizer closed with this
     * @param softTargets closed with this
     * @param student sets the format of the prompts, as for its attempts
     */
    public ExampleTokenizer(Tokenizer tokenizer, StudentSpecification student, SoftTargetReader softTargets) {
        this.tokenizer = tokenizer;
        this.softTargets = softTargets;
        this.format = PromptFormat.of(student.prompt(), student.systemPrompt(), student.template(), student.date());
    }

    @Override
    public void close() {
        softTargets.close();
        tokenizer.close();
    }

    /**
     * @throws TrainingException if the tokenizer names no end token, soft targets belong to other tokens, or an attempt that was scored
     *     has none, which must not be learned as it is
     * @throws ChatTemplateException if the model has no chat template and needs one, or its template refuses the messages
     */
    public TrainingSequence tokenize(TrainingExample example) {
        StudentPrompt prompt = example.prompt();
        PromptTokens tokens = format.prompt(tokenizer, prompt.asMessage(), prompt.asText());
        if (example.isScored()) {
            return scored(example, tokens.ids());
        }
        String program = tokens.chat() ? example.completion() : prompt.continuation(example.completion());
        int[] completion = tokens.chat()
                ? format.answer(tokenizer, tokens, prompt.asMessage(), StudentPrompt.answerTo(program))
                : tokenizer.encodeCompletion(tokens, program);
        int[] ended = withEndToken(completion);
        return new TrainingSequence(tokens.ids(), ended, softTargets.read(example, ended, ids -> text(ids)
                .contains(program.strip())));
    }

    private TrainingSequence scored(TrainingExample example, int[] prompt) {
        int[] generated = example.tokens().stream().mapToInt(Integer::intValue).toArray();
        SoftTargets scores = softTargets.read(example, generated, ids -> true);
        if (scores == null) {
            throw new TrainingException("the scored attempt " + example.id()
                    + " cannot be trained without its scores: they were deleted, or training.soft is missing");
        }
        return new TrainingSequence(prompt, generated, scores);
    }

    /** The text of tokens, special tokens included. */
    public String text(int[] ids) {
        return tokenizer.decode(ids, false);
    }

    private int[] withEndToken(int[] ids) {
        int end = tokenizer
                .endId()
                .orElseThrow(() -> new TrainingException("the student's tokenizer names no end token (eos_token)"));
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = end;
        return ended;
    }
}
