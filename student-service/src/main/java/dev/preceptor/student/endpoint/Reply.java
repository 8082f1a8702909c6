package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;

/** Writes an answer to the client. All calls come on the connection's event loop, and a choice's in their order. */
interface Reply {

    void token(Tokenizer tokenizer, int choice, int token);

    void completed(int choice, Completion completion);

    /** @param completions of all choices, in their order */
    void finished(List<Completion> completions);

    void failed(ApiException problem);
}
