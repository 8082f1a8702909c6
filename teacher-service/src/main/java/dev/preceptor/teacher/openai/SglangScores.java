package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.GenerateResponse;
import dev.preceptor.httpclient.completion.ServerRefusal;
import java.net.URI;

/**
 * SGLang's form: {@code POST /generate} with {@code input_ids} and {@code return_logprob}, beside the path of OpenAI's API. A server of SGLang has
 * one model, so the request names none.
 */
final class SglangScores implements ScoreApi {

    private final URI uri;

    /** @throws IllegalArgumentException if the base URL is not an http or https URL */
    SglangScores(String baseUrl) {
        this.uri = ModelServerClient.beside(baseUrl, "/generate");
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public String parameter() {
        return "return_logprob";
    }

    @Override
    public ObjectNode body(ScoredPrompt prompt) {
        ObjectNode body = Json.mapper().createObjectNode();
        prompt.addTo(body.putArray("input_ids"));
        body.putObject("sampling_params").put("max_new_tokens", 1).put("temperature", 0);
        body.put(parameter(), true).put("logprob_start_len", start(prompt));
        // The own token is reported apart from the likeliest ones, and may be one of them.
        body.put("top_logprobs_num", prompt.width() == 1 ? 0 : prompt.width());
        return body.put("return_text_in_logprobs", false).put("stream", false);
    }

    /** The first entry has no log-probability: SGLang computes them from the token before, and begins with this token. */
    private static int start(ScoredPrompt prompt) {
        return prompt.chat().length - 1;
    }

    @Override
    public CompletionReply read(HttpOutcome.Received response, ScoredPrompt prompt, String key) {
        return GenerateResponse.parse(response, start(prompt), prompt.length(), key);
    }

    @Override
    public boolean leavesOut(ServerRefusal refusal, ObjectNode sent) {
        return false;
    }
}
