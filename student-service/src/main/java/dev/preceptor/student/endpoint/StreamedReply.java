package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.StopStrings;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** A stream of server-sent events: a chunk for each piece of text, then {@code [DONE]}. */
final class StreamedReply implements Reply {

    private final HttpServerResponse response;
    private final CompletionRequest request;
    private final CompletionBodies bodies;
    private final ChoiceText[] texts;

    StreamedReply(HttpServerResponse response, CompletionRequest request, CompletionBodies bodies) {
        this.response = response;
        this.request = request;
        this.bodies = bodies;
        this.texts = new ChoiceText[request.choices()];
    }

    @Override
    public void token(Tokenizer tokenizer, int[] prompt, int choice, int token) {
        if (texts[choice] == null) {
            texts[choice] = new ChoiceText(
                    tokenizer.incrementalDecoderAfter(prompt),
                    new StopStrings(request.generation().stop()));
            begin(choice);
        }
        piece(choice, texts[choice].append(token));
    }

    @Override
    public void completed(int choice, Completion completion) {
        if (texts[choice] == null) {
            begin(choice);
            piece(choice, completion.text());
        } else {
            piece(choice, texts[choice].finish(completion.text()));
        }
        event(bodies.end(choice, completion));
    }

    @Override
    public void finished(List<Completion> completions, List<ChoiceScores> scores) {
        if (request.includeUsage()) {
            event(bodies.count(completions));
        }
        event("[DONE]");
        end();
    }

    @Override
    public void failed(ApiException problem) {
        if (response.headWritten()) {
            event(problem.body());
            end();
        } else {
            JsonReply.send(response, problem);
        }
    }

    private void begin(int choice) {
        if (request.chat()) {
            event(bodies.role(choice));
        }
    }

    private void piece(int choice, String text) {
        if (!text.isEmpty()) {
            event(bodies.piece(choice, text));
        }
    }

    private void event(JsonNode data) {
        event(data.toString());
    }

    /** Not limited for slow clients: the buffered data is bounded by the tokens of the request. */
    private void event(String data) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-cache");
        }
        response.write("data: " + data + "\n\n");
    }

    private void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
