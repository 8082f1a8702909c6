package dev.preceptor.run.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.answer.FoundProgram;
import dev.preceptor.contracts.answer.ProgramFinder;
import java.util.List;
import java.util.Optional;

/** Reads the lines of a stream of OpenAI's chunks, and collects the answer to find the program in it. */
final class EndpointStream {

    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";
    private static final String CUT = "length";

    private final StringBuilder answer = new StringBuilder();
    private String finishReason = "stop";
    private boolean ended;

    /** What the line adds; empty if nothing. */
    Optional<CompletionEvent> line(String line) {
        if (ended || !line.startsWith(DATA)) {
            return Optional.empty();
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals(DONE)) {
            ended = true;
            return Optional.of(end());
        }
        try {
            return chunk(Json.mapper().readTree(data));
        } catch (JsonProcessingException e) {
            return Optional.of(failure("the student's endpoint sent a chunk that is no JSON"));
        }
    }

    /** Whether the answer, or its failure, is complete. */
    boolean hasEnded() {
        return ended;
    }

    private Optional<CompletionEvent> chunk(JsonNode chunk) {
        if (chunk.has("error")) {
            return Optional.of(failure(chunk.at("/error/message").asText("the generation failed")));
        }
        JsonNode choice = chunk.path("choices").path(0);
        finishReason = choice.path("finish_reason").asText(finishReason);
        String text =
                choice.path("delta").path("content").asText(choice.path("text").asText(""));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        answer.append(text);
        return Optional.of(new CompletionEvent.Piece(text));
    }

    private CompletionEvent end() {
        FoundProgram found = ProgramFinder.find(answer.toString(), null, List.of(), finishReason.equals(CUT));
        return new CompletionEvent.End(finishReason, found.exists() ? found.code() : null, found.problem());
    }

    private CompletionEvent failure(String words) {
        ended = true;
        return new CompletionEvent.Failure(words);
    }
}
