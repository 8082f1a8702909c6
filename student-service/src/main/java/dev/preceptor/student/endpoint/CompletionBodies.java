package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.generation.Completion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The JSON of one request's response, whole or in chunks. */
final class CompletionBodies {

    private final CompletionRequest request;
    private final String id;
    private final long created = Instant.now().getEpochSecond();

    CompletionBodies(CompletionRequest request) {
        this.request = request;
        this.id = (request.chat() ? "chatcmpl-" : "cmpl-")
                + UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * @param completions of all choices, in order
     * @param scores of all choices; empty if none were requested
     */
    ObjectNode whole(List<Completion> completions, List<ChoiceScores> scores) {
        ObjectNode body = head(request.chat() ? "chat.completion" : "text_completion");
        for (int i = 0; i < completions.size(); i++) {
            Completion completion = completions.get(i);
            ObjectNode choice = body.withArray("choices").addObject().put("index", i);
            if (request.chat()) {
                choice.putObject("message").put("role", "assistant").put("content", completion.text());
            } else {
                choice.put("text", completion.text());
            }
            choice.putNull("logprobs").put("finish_reason", reason(completion));
            if (!scores.isEmpty()) {
                add(scores.get(i), choice, body);
            }
        }
        body.set("usage", usage(completions));
        return body;
    }

    /** A chat has one prompt, whose tokens are fields of the response; those of completions are fields of the choices. */
    private void add(ChoiceScores scores, ObjectNode choice, ObjectNode body) {
        if (scores.logProbabilities() != null) {
            choice.set("logprobs", scores.logProbabilities());
        }
        ObjectNode ofPrompt = request.chat() ? body : choice;
        if (scores.promptLogProbabilities() != null) {
            ofPrompt.set("prompt_logprobs", scores.promptLogProbabilities());
        }
        if (request.scores().tokenIds()) {
            ofPrompt.set("prompt_token_ids", Json.mapper().valueToTree(scores.promptIds()));
            choice.set("token_ids", Json.mapper().valueToTree(scores.ids()));
        }
    }

    /** The first chunk of a chat's choice. */
    ObjectNode role(int choice) {
        ObjectNode body = chunk();
        choice(body, choice)
                .putNull("finish_reason")
                .putObject("delta")
                .put("role", "assistant")
                .put("content", "");
        return body;
    }

    ObjectNode piece(int choice, String text) {
        ObjectNode body = chunk();
        ObjectNode node = choice(body, choice).putNull("finish_reason");
        if (request.chat()) {
            node.putObject("delta").put("content", text);
        } else {
            node.put("text", text);
        }
        return body;
    }

    ObjectNode end(int choice, Completion completion) {
        ObjectNode body = chunk();
        ObjectNode node = choice(body, choice).put("finish_reason", reason(completion));
        if (request.chat()) {
            node.putObject("delta");
        } else {
            node.put("text", "");
        }
        return body;
    }

    /** The last chunk of a stream whose request asks for usage. */
    ObjectNode count(List<Completion> completions) {
        ObjectNode body = chunk();
        body.putArray("choices");
        body.set("usage", usage(completions));
        return body;
    }

    private ObjectNode chunk() {
        return head(request.chat() ? "chat.completion.chunk" : "text_completion");
    }

    private ObjectNode head(String object) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", request.model());
    }

    private static ObjectNode choice(ObjectNode body, int index) {
        return body.putArray("choices").addObject().put("index", index).putNull("logprobs");
    }

    private static String reason(Completion completion) {
        return completion.finishReason().name().toLowerCase(Locale.ROOT);
    }

    /** A prompt is counted once, however many choices it has. */
    private ObjectNode usage(List<Completion> completions) {
        int prompts = 0;
        int generated = 0;
        for (int i = 0; i < completions.size(); i++) {
            prompts += i % request.generation().n() == 0 ? completions.get(i).promptTokens() : 0;
            generated += completions.get(i).generatedTokens();
        }
        return Json.mapper()
                .createObjectNode()
                .put("prompt_tokens", prompts)
                .put("completion_tokens", generated)
                .put("total_tokens", prompts + generated);
    }
}
