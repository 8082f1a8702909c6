package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** Writes the response. All methods are called on the connection's event loop, those of one choice in order. */
interface Reply {

    /** @param prompt the tokens of the choice's prompt */
    void token(Tokenizer tokenizer, int[] prompt, int choice, int token);

    void completed(int choice, Completion completion);

    /**
     * @param completions of all choices, in order
     * @param scores of all choices; empty if none were requested
     */
    void finished(List<Completion> completions, List<ChoiceScores> scores);

    void failed(ApiException problem);
}
