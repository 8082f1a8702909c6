package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** One JSON object, written once all choices are complete. */
final class WholeReply implements Reply {

    private final HttpServerResponse response;
    private final CompletionBodies bodies;

    WholeReply(HttpServerResponse response, CompletionBodies bodies) {
        this.response = response;
        this.bodies = bodies;
    }

    @Override
    public void token(Tokenizer tokenizer, int[] prompt, int choice, int token) {
        // The completion holds all tokens.
    }

    @Override
    public void completed(int choice, Completion completion) {
        // Written once all choices are complete.
    }

    @Override
    public void finished(List<Completion> completions, List<ChoiceScores> scores) {
        JsonReply.send(response, 200, bodies.whole(completions, scores));
    }

    @Override
    public void failed(ApiException problem) {
        JsonReply.send(response, problem);
    }
}
