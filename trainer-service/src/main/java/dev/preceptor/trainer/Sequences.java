package dev.preceptor.trainer;

import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** Turns examples into the tokens that the student is trained on: the prompt as it is asked, the program as it should answer. */
final class Sequences implements AutoCloseable {

    private final Tokenizer tokenizer;

    /** @param tokenizer closed with this */
    Sequences(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    TrainingSequence of(TrainingExample example) {
        StudentPrompt prompt = example.prompt();
        if (tokenizer.hasChatTemplate()) {
            return new TrainingSequence(
                    tokenizer.encodeChat(List.of(ChatMessage.user(prompt.asMessage())), true),
                    ended(StudentPrompt.answerTo(example.completion())));
        }
        boolean continues =
                prompt.kind() == PromptKind.COMPLETION && example.completion().startsWith(prompt.asText());
        return new TrainingSequence(
                tokenizer.encode(prompt.asText()),
                ended(continues ? example.completion().substring(prompt.asText().length()) : example.completion()));
    }

    private int[] ended(String text) {
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
