package dev.preceptor.trainer;

import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** Tokenizes training examples: the prompt as the student is prompted, the completion as it should answer, with an end token. */
final class ExampleTokenizer implements AutoCloseable {

    private final Tokenizer tokenizer;

    /** @param tokenizer closed with this */
    ExampleTokenizer(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** @throws TrainingException if the tokenizer names no end token */
    TrainingSequence tokenize(TrainingExample example) {
        StudentPrompt prompt = example.prompt();
        if (tokenizer.hasChatTemplate()) {
            return new TrainingSequence(
                    tokenizer.encodeChat(List.of(ChatMessage.user(prompt.asMessage())), true),
                    withEndToken(StudentPrompt.answerTo(example.completion())));
        }
        boolean continuesPrompt =
                prompt.kind() == PromptKind.COMPLETION && example.completion().startsWith(prompt.asText());
        String completion =
                continuesPrompt ? example.completion().substring(prompt.asText().length()) : example.completion();
        return new TrainingSequence(tokenizer.encode(prompt.asText()), withEndToken(completion));
    }

    private int[] withEndToken(String text) {
        int[] ids = tokenizer.encode(text, false);
        int end = tokenizer
                .endId()
                .orElseThrow(() -> new TrainingException("the student's tokenizer names no end token (eos_token)"));
        int[] ended = new int[ids.length + 1];
        System.arraycopy(ids, 0, ended, 0, ids.length);
        ended[ids.length] = end;
        return ended;
    }
}
